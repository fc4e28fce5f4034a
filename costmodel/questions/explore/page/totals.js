// The totals: a rounded number to say aloud, the exact one below it.

class Totals {
  constructor(state, metrics) {
    this.state = state;
    this.tiles = metrics.map(metric => {
      const short = element("strong");
      const exact = element("span", { class: "exact" });
      const where = element("small");
      const tile = element("div", { class: "tile" }, element("h3", { title: metric.summary }, metric.name), short, exact, where);
      return { metric, short, exact, where, tile };
    });
    at("totals").replaceChildren(...this.tiles.map(one => one.tile));
  }

  update({ program }) {
    const brief = this.tiles.slice(0, 3).map(({ metric }) => `${rounded(program.total(metric.name, this.state.convention), metric.unit)} ${metric.unit}`);
    say(at("brief"), brief.join(" \u00b7 "));
    for (const { metric, short, exact, where } of this.tiles) {
      const value = program.total(metric.name, this.state.convention);
      say(short, rounded(value, metric.unit));
      say(exact, `${grouped(value)} ${metric.unit}`);
      if (metric.name === "peak_memory") say(where, `at ${program.steps.find(step => step.alive >= 0 && compare(program.value(step.alive), value) === 0).name}`);
    }
  }
}

// All networks of the page, each as it is set.
class Beside {
  constructor(state, metrics) {
    this.state = state;
    this.metrics = metrics;
    at("beside-section").hidden = state.families.length < 2;
    const head = element("tr", {}, element("th", { scope: "col" }, "network"), ...metrics.map(one => element("th", { scope: "col", class: "number" }, one.name)));
    this.rows = state.families.map(family => {
      const cells = metrics.map(() => element("td", { class: "number" }));
      return { cells, row: element("tr", {}, element("th", { scope: "row" }, family.name), ...cells) };
    });
    at("beside").replaceChildren(element("thead", {}, head), element("tbody", {}, ...this.rows.map(one => one.row)));
  }

  update() {
    if (this.state.families.length < 2) return;
    this.state.families.forEach((family, place) => {
      const { program } = family.outcome(this.state.chosen[place]);
      this.metrics.forEach((metric, column) => say(this.rows[place].cells[column], program ? rounded(program.total(metric.name, this.state.convention), metric.unit) : "\u2013"));
    });
  }
}
