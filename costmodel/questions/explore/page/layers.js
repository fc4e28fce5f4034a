// The layers, folded by module: sizes, costs, shares. Cells are updated where they stand; rows are made when one is opened,
// another network is shown or the order changes.

const SHOWN = ["mult_adds", "params", "mac", "activations"];
const BARRED = new Set(["mult_adds", "params"]);

class Layers {
  constructor(state, explain) {
    this.state = state;
    this.explain = explain;
    this.open = new Set();
    this.sorted = null;
    this.program = null;
    at("open-all").addEventListener("click", () => this.fold(name => this.open.add(name)));
    at("close-all").addEventListener("click", () => this.fold(name => this.open.delete(name)));
  }

  fold(how) {
    if (!this.program) return;
    for (const name of this.program.modules.keys()) how(name);
    this.build(this.program);
    this.update({ program: this.program });
  }

  update({ program }) {
    if (program !== this.program) this.build(program);
    const { convention } = this.state;
    const totals = Object.fromEntries(SHOWN.map(name => [name, program.total(name, convention)]));
    const most = {};
    for (const row of this.rows) {
      for (const name of SHOWN) {
        const column = program.column(name, convention);
        const value = row.step ? program.value(row.step.costs[column]) : program.sum(program.parts.get(row.module)[column]);
        const { number, bar } = row.cells[name];
        say(number, grouped(value));
        if (bar) {
          const share = sign(totals[name]) ? (100 * approximately(value)) / approximately(totals[name]) : 0;
          row.shares[name] = share;
          most[name] = Math.max(most[name] ?? 0, share);
          say(row.cells[name].share, `${share.toFixed(2)} %`);
        }
        row.values[name] = value;
      }
      const last = row.step ?? program.modules.get(row.module).at(-1);
      say(row.size, last.shape.map(place => program.value(place)).join(" × "));
      say(row.alive, row.step ? (row.step.alive < 0 ? "view" : grouped(program.value(row.step.alive))) : grouped(this.peak(program, row.module)));
    }
    // The longest bar is as wide as its cell; what share it is stands beside it.
    for (const row of this.rows) for (const name of BARRED) row.cells[name].bar.style.width = `${Math.round((100 * row.shares[name]) / (most[name] || 1))}%`;
    if (this.sorted) this.arrange();
  }

  peak(program, module) {
    const values = program.modules.get(module).filter(step => step.alive >= 0).map(step => program.value(step.alive));
    return values.reduce((most, value) => (compare(value, most) > 0 ? value : most), 0);
  }

  build(program) {
    this.program = program;
    this.rows = [];
    for (const [module, steps] of program.modules) {
      if (steps.length === 1 && steps[0].name === module) {
        this.rows.push(this.row(module, steps[0], 0));
        continue;
      }
      this.rows.push(this.row(module, null, 0));
      if (this.open.has(module)) for (const step of steps) this.rows.push(this.row(module, step, 1));
    }
    const names = ["layer", "type", "output", ...SHOWN, "alive"];
    const head = names.map(name =>
      element("th", { scope: "col", class: SHOWN.includes(name) || name === "alive" ? `number ${name}` : name, "aria-sort": this.sorted === name ? "descending" : "none" },
        SHOWN.includes(name) || name === "layer" ? element("button", { type: "button", onclick: () => this.sort(name) }, name) : name),
    );
    at("layers").replaceChildren(element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...this.rows.map(row => row.tr)));
  }

  row(module, step, depth) {
    const cells = {};
    const costs = SHOWN.map(name => {
      const number = element("span");
      const share = BARRED.has(name) ? element("span", { class: "share" }) : null;
      const bar = BARRED.has(name) ? element("span", { class: "bar" }) : null;
      cells[name] = { number, bar, share };
      return element("td", { class: `number ${name}`, onclick: step ? () => this.explain(step, name) : null }, number, share, bar);
    });
    const size = element("td", { class: "output" });
    const alive = element("td", { class: "number alive" });
    const toggle = step
      ? element("button", { type: "button", class: "explain", title: "formulas and sources", onclick: () => this.explain(step) }, depth ? step.name.slice(module.length + 1) : step.name)
      : element("button", { type: "button", class: "toggle", "aria-expanded": String(this.open.has(module)), onclick: () => this.toggle(module) }, module);
    const type = step ? step.type : `${this.program.modules.get(module).length} layers`;
    const tr = element("tr", { class: step ? (depth ? "layer inner" : "layer") : "module" }, element("th", { scope: "row" }, toggle), element("td", { class: "type" }, type), size, ...costs, alive);
    return { tr, module, step, depth, cells, size, alive, values: {}, shares: {} };
  }

  toggle(module) {
    this.open.has(module) ? this.open.delete(module) : this.open.add(module);
    this.build(this.program);
    this.update({ program: this.program });
    const row = this.rows.find(one => one.module === module && !one.step);
    row.tr.querySelector("button").focus();
  }

  sort(name) {
    this.sorted = name === "layer" || this.sorted === name ? null : name;
    this.build(this.program);
    this.update({ program: this.program });
    at("layers").querySelectorAll("thead button")[["layer", ...SHOWN].indexOf(name)].focus();
  }

  // The modules by what they cost, the layers of an open one behind it.
  arrange() {
    const order = this.rows.filter(row => !row.depth).sort((a, b) => compare(b.values[this.sorted], a.values[this.sorted]));
    const inner = module => this.rows.filter(row => row.depth && row.module === module).sort((a, b) => compare(b.values[this.sorted], a.values[this.sorted]));
    at("layers").tBodies[0].append(...order.flatMap(row => [row, ...(row.step ? [] : inner(row.module))]).map(row => row.tr));
  }
}
