// What is chosen: the network, its knobs, the convention, the view. All of it stands in the fragment of the address.

class State {
  constructor(families, conventions) {
    this.families = families;
    this.conventions = conventions;
    this.listeners = [];
    this.reset();
  }

  reset() {
    this.shown = 0;
    this.convention = 0;
    this.metric = "mult_adds";
    this.knob = null;
    this.chosen = this.families.map(family => ({
      changes: {},
      given: Object.fromEntries(Object.entries(family.data.given).map(([name, text]) => [name, parsed(text)])),
    }));
  }

  get family() {
    return this.families[this.shown];
  }

  get knobs() {
    return this.chosen[this.shown];
  }

  change(what) {
    what(this);
    for (const listener of this.listeners) listener();
    clearTimeout(this.waiting); // browsers take few changes of an address a second
    this.waiting = setTimeout(() => history.replaceState(null, "", `#${this.fragment()}`), 150);
  }

  fragment() {
    const parts = new URLSearchParams({ net: this.family.name });
    this.families.forEach((family, place) => {
      const { changes, given } = this.chosen[place];
      const before = this.families.length > 1 ? `${family.name}.` : "";
      for (const [name, word] of Object.entries(changes)) parts.set(before + name, word);
      for (const [name, value] of Object.entries(given)) parts.set(before + name, written(value));
    });
    parts.set("convention", this.conventions[this.convention].name);
    parts.set("metric", this.metric);
    if (this.knob) parts.set("along", this.knob);
    return parts.toString();
  }

  // Take what a fragment says; what it does not know is left as it is.
  read(fragment) {
    const parts = new URLSearchParams(fragment.replace(/^#/, ""));
    if (!parts.has("net")) return;
    this.reset();
    this.shown = Math.max(0, this.families.findIndex(family => family.name === parts.get("net")));
    this.families.forEach((family, place) => {
      const before = this.families.length > 1 ? `${family.name}.` : "";
      const chosen = { changes: {}, given: {} };
      for (const knob of family.data.fixed) {
        const word = parts.get(before + knob.name);
        if (word !== null && knob.offered.includes(word)) chosen.changes[knob.name] = word;
      }
      for (const knob of family.data.free) {
        const value = parsed(parts.get(before + knob.name) ?? "");
        if (value !== null && allowed(knob, value)) chosen.given[knob.name] = value;
      }
      this.chosen[place] = chosen;
    });
    this.convention = Math.max(0, this.conventions.findIndex(one => one.name === parts.get("convention")));
    if (METRICS_.has(parts.get("metric"))) this.metric = parts.get("metric");
    this.knob = parts.get("along");
  }

  // The command that says the same.
  command(verb = "report") {
    const { changes, given } = this.knobs;
    const values = { ...this.family.data.start, ...changes, ...Object.fromEntries(Object.entries(given).map(([k, v]) => [k, written(v)])) };
    const knobs = Object.entries(values).map(([name, text]) => `${name}=${text}`);
    const { name } = this.conventions[this.convention];
    return `costmodel ${verb} ${[this.family.data.source, knobs.join(",")].filter(Boolean).join(":")}${name === "paper" ? "" : ` --convention ${name}`}`;
  }
}

// Does a free knob take a value? As its declaration says; null where it does not say no.
function allowed(knob, value) {
  if (sign(value) <= 0 || compare(value, parsed(knob.most)) > 0) return false;
  if (!knob.whole) return true;
  if (typeof value === "object" || compare(value, parsed(knob.least)) < 0) return false;
  return !knob.multiple || floorDivided(value, knob.multiple) * knob.multiple === value;
}
