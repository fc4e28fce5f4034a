// A slider and a field for each free knob, a list for each knob that decides the structure.

class Controls {
  constructor(state) {
    this.state = state;
    this.family = null;
  }

  update() {
    const { family } = this.state;
    if (family !== this.family) this.build(family);
    const { changes, given } = this.state.knobs;
    const structure = family.structure(changes);
    for (const { knob, range, field, reset } of this.sliders) {
      const base = structure?.base[knob.name];
      const value = given[knob.name] ?? (base === undefined ? null : parsed(base));
      range.disabled = field.disabled = value === null;
      const text = value === null ? "auto" : written(value);
      if (document.activeElement !== field || field.getAttribute("aria-invalid") !== "true") {
        if (document.activeElement !== field || compare(parsed(field.value) ?? -1, value ?? 0) !== 0) field.value = text;
        field.removeAttribute("aria-invalid");
      }
      if (value !== null) range.value = String(Math.round(approximately(divided(add(value, minus(knob.first)), knob.step))));
      range.setAttribute("aria-valuetext", text);
      reset.hidden = !(knob.name in given);
    }
    const key = `${family.name} ${family.key(changes)}`;
    if (key === this.key) return;
    this.key = key;
    for (const { knob, select } of this.choices) {
      select.value = changes[knob.name] ?? (knob.follows ? "" : knob.offered[0]);
      for (const option of select.options) {
        const next = this.after(knob, option.value);
        const here = family.structure(next) !== null;
        option.disabled = !here && option.value !== select.value;
        const own = knob.follows && option.value === "" ? `auto${structure && !(knob.name in changes) ? `: ${structure.structure[family.data.fixed.indexOf(knob)]}` : ""}` : option.value;
        say(option, here ? own : `${own} (${family.absence(next).startsWith("this page") ? "not in this page" : "not with the others"})`);
      }
    }
  }

  // The changes after a choice: the first word is the start's own.
  after(knob, word) {
    const { [knob.name]: _, ...others } = this.state.knobs.changes;
    return word === (knob.follows ? "" : knob.offered[0]) ? others : { ...others, [knob.name]: word };
  }

  build(family) {
    this.family = family;
    this.sliders = family.data.free.map(knob => this.slider(knob));
    this.choices = family.data.fixed.filter(knob => knob.offered.length > 1).map(knob => this.choice(knob));
    this.key = null;
    at("knobs").replaceChildren(...this.sliders.map(one => one.row), ...this.choices.map(one => one.row));
    at("no-knobs").hidden = this.sliders.length + this.choices.length > 0;
  }

  slider(knob) {
    const [first, last, step] = knob.slider.map(parsed);
    knob.first = first;
    knob.step = step;
    const id = `knob-${knob.name}`;
    const set = value => this.state.change(state => (state.knobs.given[knob.name] = value));
    const range = element("input", {
      type: "range", min: 0, max: String(approximately(divided(add(last, minus(first)), step))), step: 1, "aria-label": `${knob.name}, slider`,
      oninput: () => set(add(first, times(step, Number(range.value)))),
    });
    const field = element("input", {
      id, type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-describedby": `${id}-help`,
      oninput: () => {
        const value = parsed(field.value);
        if (value !== null && allowed(knob, value)) {
          field.removeAttribute("aria-invalid");
          set(value);
        } else field.setAttribute("aria-invalid", "true");
      },
      onblur: () => {
        field.removeAttribute("aria-invalid");
        this.update();
      },
    });
    const reset = element("button", { type: "button", "aria-label": `${knob.name}: back to the default`, onclick: () => this.state.change(state => delete state.knobs.given[knob.name]) }, "reset");
    const help = element("small", { id: `${id}-help` }, `${knob.summary}; ${takes(knob)}`);
    return { knob, range, field, reset, row: element("div", { class: "knob" }, element("label", { for: id }, knob.name), field, reset, range, help) };
  }

  choice(knob) {
    const id = `knob-${knob.name}`;
    const words = knob.follows ? ["", ...knob.offered] : knob.offered;
    const select = element(
      "select",
      { id, "aria-describedby": `${id}-help`, onchange: () => this.state.change(state => (state.knobs.changes = this.after(knob, select.value))) },
      ...words.map(word => element("option", { value: word }, word)),
    );
    return { knob, select, row: element("div", { class: "knob" }, element("label", { for: id }, knob.name), select, element("small", { id: `${id}-help` }, knob.summary)) };
  }
}

function takes(knob) {
  if (knob.multiple) return `a multiple of ${knob.multiple}`;
  return knob.whole ? `a whole number from ${knob.least} on` : `a number above 0, such as 0.75 or 5/7`;
}
