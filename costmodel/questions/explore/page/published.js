// The published numbers of the network that is set, each with its verdict; and all of the family, as places to go.

const SIGNS = { agrees: "\u2713", explained: "\u2248", undetermined: "?", unreproduced: "\u25cb", differs: "\u2717" };

class Published {
  constructor(state) {
    this.state = state;
    this.family = null;
    this.shown = null;
  }

  update({ program, structure }) {
    const { family } = this.state;
    if (family !== this.family) this.list(family);
    const rows = program.data.rows.filter(row => this.applies(family.data.rows[row], program));
    const shown = `${family.name} ${rows}`;
    if (shown === this.shown) return;
    this.shown = shown;
    at("published").replaceChildren(...rows.map(row => element("li", {}, ...this.row(family.data.rows[row]))));
    const counts = Object.keys(SIGNS).map(verdict => [verdict, rows.filter(row => family.data.rows[row].verdict === verdict).length]);
    const badges = counts.filter(([, count]) => count).map(([verdict, count]) => element("a", { class: `verdict ${verdict}`, href: "#published-title", onclick: jump }, `${SIGNS[verdict]} ${verdict}: ${count}`));
    at("verdicts").replaceChildren(...(badges.length ? ["Published numbers of this setting: ", ...badges] : []));
    at("published").tabIndex = rows.length > 4 ? 0 : -1;
    say(at("published-none"), rows.length ? "" : "No published number is about this setting.");
  }

  // Is it about the network as it is set? Its free knobs have to be the row's.
  applies(row, program) {
    row.numbers ??= Object.fromEntries(Object.entries(row.means).map(([name, text]) => [name, parsed(text)]));
    return Object.entries(program.data.means).every(([name, place]) => compare(program.value(place), row.numbers[name]) === 0);
  }

  row(row) {
    const source = row.link ? element("a", { href: row.link, rel: "noreferrer" }, row.source) : row.source;
    return [
      element("span", { class: `verdict ${row.verdict}` }, `${SIGNS[row.verdict]} ${row.verdict}`),
      element("span", {}, `${row.of}: printed ${row.printed}, computed ${row.computed}. `),
      element("cite", {}, source),
      row.reason ? element("small", {}, row.reason) : null,
    ];
  }

  list(family) {
    this.family = family;
    const { rows, structures } = family.data;
    say(at("rows-summary"), rows.length ? `All ${rows.length} published numbers of ${family.name}` : "");
    at("rows-details").hidden = !rows.length;
    at("rows").replaceChildren(
      ...rows.map(row =>
        element("li", {}, ...this.row(row), row.structure < 0 ? null : element("button", { type: "button", onclick: () => this.go(structures[row.structure], row) }, "set the page to it")),
      ),
    );
  }

  go(structure, row) {
    this.state.change(state => {
      state.knobs.changes = { ...structure.changes };
      state.knobs.given = Object.fromEntries(Object.entries(row.knobs).map(([name, text]) => [name, parsed(text)]));
    });
    at("totals-title").scrollIntoView();
    at("totals-title").focus();
  }
}

// A place on the page, without touching the fragment, which is the state.
function jump(event) {
  event.preventDefault();
  const goal = document.querySelector(event.currentTarget.getAttribute("href"));
  goal.scrollIntoView();
  goal.focus();
}
