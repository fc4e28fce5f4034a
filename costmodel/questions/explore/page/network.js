// A family of networks: which of its programs holds for a state of the knobs, and what that comes to.

class Program {
  constructor(family, data) {
    this.family = family;
    this.data = data;
    const { steps, layers, types } = family.data;
    this.steps = [];
    for (let at = 0; at < data.steps.length; at += 2) {
      for (let place = data.steps[at]; place <= data.steps[at + 1]; place++) {
        const [name, layer, alive, ...reads] = steps[place];
        const [type, sizes, ...rest] = layers[layer];
        const position = this.steps.length;
        this.steps.push({
          position,
          name: family.nameOf(name),
          type: types[type][0],
          kind: types[type][1],
          shape: rest.slice(0, sizes),
          costs: rest.slice(sizes),
          alive,
          inputs: reads.map(back => position - back),
        });
      }
    }
    this.modules = new Map();
    for (const step of this.steps) {
      const module = step.name.split("/")[0];
      step.module = module;
      if (!this.modules.has(module)) this.modules.set(module, []);
      this.modules.get(module).push(step);
    }
    const needed = this.steps.flatMap(step => [...step.shape, ...step.costs, ...(step.alive < 0 ? [] : [step.alive])]);
    this.order = family.machine.order([...needed, ...data.totals, ...Object.values(data.means)]);
    this.whole = this.sums(this.steps);
    this.parts = new Map([...this.modules].map(([name, of]) => [name, this.sums(of)]));
  }

  // For each column, which places are added up, and how often each: repeated layers cost the same.
  sums(steps) {
    return this.family.columns.map((_, column) => {
      const counts = new Map();
      for (const step of steps) counts.set(step.costs[column], (counts.get(step.costs[column]) ?? 0) + 1);
      return [...counts];
    });
  }

  run(knobs) {
    this.family.machine.run(knobs, this.order);
  }

  value(place) {
    return this.family.machine.values[place];
  }

  sum(counts) {
    const { values } = this.family.machine;
    let sum = 0;
    for (const [place, count] of counts) sum = add(sum, times(values[place], count));
    return sum;
  }

  // The column of a metric that layers have, under a convention.
  column(metric, convention) {
    return this.family.data.places[convention][this.family.added.indexOf(metric)];
  }

  total(metric, convention) {
    const { added, folded, data } = this.family;
    if (added.includes(metric)) return this.sum(this.whole[this.column(metric, convention)]);
    if (folded.includes(metric)) return this.value(this.data.totals[folded.indexOf(metric)]);
    const { of, place } = data.made[metric];
    return this.family.machine.at(place, { total: this.total(of, convention) });
  }
}

class Family {
  constructor(data) {
    this.data = data;
    this.name = data.name;
    this.machine = new Machine(data.tape);
    this.columns = data.columns;
    this.added = data.added;
    this.folded = data.folded;
    this.programs = [];
    this.names = [];
  }

  nameOf(place) {
    const [scope, last] = this.data.names[place];
    return (this.names[place] ??= scope < 0 ? last : `${this.nameOf(scope)}/${last}`);
  }

  program(number) {
    return (this.programs[number] ??= new Program(this, this.data.programs[number]));
  }

  key(changes) {
    return Object.keys(changes)
      .sort()
      .map(name => `${name}=${changes[name]}`)
      .join(";");
  }

  structure(changes) {
    return this.data.structures[this.data.settings[this.key(changes)]] ?? null;
  }

  // Why some changes have no structure here.
  absence(changes) {
    const refused = this.data.refused[this.key(changes)];
    return refused === undefined ? "this page does not hold this combination" : this.data.reasons[refused];
  }

  // All free knobs: those that are given, and where the others lie.
  knobs(structure, given) {
    const values = {};
    for (const [name, base] of Object.entries(structure.base)) values[name] = given[name] ?? parsed(base);
    return values;
  }

  // The program that holds, run; or why there is none.
  outcome({ changes, given }) {
    const structure = this.structure(changes);
    if (!structure) return { why: this.absence(changes) };
    const knobs = this.knobs(structure, given);
    const idle = Object.keys(given).find(name => !(name in knobs));
    if (idle) return { why: `this page has no ${idle} to set here`, structure, knobs };
    let tree = structure.tree;
    while (Array.isArray(tree)) tree = this.machine.at(tree[0], knobs) ? tree[1] : tree[2];
    if (tree === null) return { why: "this page has not been here", structure, knobs };
    if (typeof tree === "string") {
      const why = tree.replace(/\u301a(\d+)\u301b/g, (_, place) => grouped(this.machine.at(Number(place), knobs)));
      return { why, structure, knobs };
    }
    const program = this.program(tree);
    program.run(knobs);
    return { program, structure, knobs };
  }
}
