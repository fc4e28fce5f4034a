// The network as boxes in the order in which it runs, each filled by its share; lines at the left are maps that skip boxes.

const BOX = { width: 300, height: 26, gap: 10, left: 76 };

class Graph {
  constructor(state, layers) {
    this.state = state;
    this.layers = layers;
    this.program = null;
  }

  update({ program }) {
    const rows = this.layers.rows;
    if (rows !== this.rows) this.build(program, rows);
    const { convention } = this.state;
    const metric = program.family.added.includes(this.state.metric) ? this.state.metric : "mult_adds";
    say(at("graph-metric"), metric);
    const total = approximately(program.total(metric, convention)) || 1;
    const column = program.column(metric, convention);
    this.boxes.forEach(({ bar, cost }, place) => {
      const row = rows[place];
      const value = row.step ? program.value(row.step.costs[column]) : program.sum(program.parts.get(row.module)[column]);
      const share = approximately(value) / total;
      bar.setAttribute("width", (share * BOX.width).toFixed(1));
      say(cost, sign(value) ? `${rounded(value, "")} \u00b7 ${(100 * share).toFixed(1)} %` : "");
    });
  }

  build(program, rows) {
    this.rows = rows;
    const y = place => place * (BOX.height + BOX.gap) + 4;
    // A module whose layers stand open is drawn as its layers; its own row is a heading.
    const placeOf = new Map();
    rows.forEach((row, place) => {
      for (const step of row.step ? [row.step] : program.modules.get(row.module)) placeOf.set(step.position, place);
    });
    const links = new Set();
    for (const step of program.steps) for (const input of step.inputs) {
      const [from, to] = [placeOf.get(input), placeOf.get(step.position)];
      if (from !== to) links.add(`${from},${to}`);
    }
    const arcs = [...links].map(link => {
      const [from, to] = link.split(",").map(Number);
      const [a, b] = [y(from) + BOX.height, y(to)];
      if (to === from + 1) return drawn("path", { d: `M${BOX.left + 20} ${a}V${b}`, class: "link" });
      const reach = Math.min(BOX.left - 8, 10 + 6 * Math.log2(Math.abs(to - from)) * 2);
      return drawn("path", { d: `M${BOX.left} ${a - 6}C${BOX.left - reach} ${a - 6} ${BOX.left - reach} ${b + 6} ${BOX.left} ${b + 6}`, class: "link skip" });
    });
    this.boxes = rows.map((row, place) => {
      const bar = drawn("rect", { x: BOX.left, y: y(place), width: 0, height: BOX.height, rx: 3, class: "fill" });
      const cost = drawn("text", { x: BOX.left + BOX.width - 8, y: y(place) + 17, "text-anchor": "end", class: "cost" });
      const label = drawn("text", { x: BOX.left + 8 + (row.depth ? 10 : 0), y: y(place) + 17 });
      const name = row.depth ? row.step.name.slice(row.module.length + 1) : row.module;
      label.textContent = name.length > 27 ? `\u2026${name.slice(-26)}` : name;
      const frame = drawn("rect", { x: BOX.left, y: y(place), width: BOX.width, height: BOX.height, rx: 3, class: row.step ? "box" : "box module" });
      return { bar, cost, group: drawn("g", {}, bar, frame, label, cost) };
    });
    const height = y(rows.length);
    const picture = drawn("svg", { width: BOX.left + BOX.width + 4, height, viewBox: `0 0 ${BOX.left + BOX.width + 4} ${height}`, role: "img", "aria-labelledby": "graph-title" }, ...arcs, ...this.boxes.map(one => one.group));
    at("graph").replaceChildren(picture);
  }
}
