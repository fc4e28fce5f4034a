// The closed form of the network that the page starts with.

class Forms {
  constructor(state) {
    this.state = state;
    this.family = null;
  }

  update() {
    const { family } = this.state;
    const { forms } = family.data;
    if (family !== this.family) this.build(family, forms);
    if (!forms.metrics) return;
    const { changes, given } = this.state.knobs;
    const start = family.data.given;
    const others = family.data.free.filter(knob => !forms.free.includes(knob.name));
    const moved = others.filter(({ name }) => written(given[name] ?? -1) !== written(parsed(start[name] ?? "") ?? -1)).map(({ name }) => name);
    const off = [...Object.keys(changes), ...moved];
    say(at("forms-state"), off.length ? `These formulas are of the network that the page starts with; ${off.join(", ")} is set otherwise now.` : "");
  }

  build(family, forms) {
    this.family = family;
    if (!forms.metrics) {
      at("forms").replaceChildren(element("p", {}, `There is no closed form here: ${forms.why}.`));
      return;
    }
    const fixed = Object.entries(forms.fixed).map(([name, text]) => `${name}=${text}`).join(", ");
    at("forms").replaceChildren(
      element("p", {}, `In ${forms.free.join(" and ")}, with ${fixed}.`),
      ...forms.remarks.map(remark => element("p", {}, remark)),
      ...Object.entries(forms.metrics).flatMap(([name, { math, exact }]) => [
        element("h3", {}, name),
        formula(math, name),
        element("p", {}, exact.length ? `exact when ${exact.join(" and ")}` : "exact everywhere"),
      ]),
    );
  }
}

function formula(text, name) {
  const box = element("div", { class: "formula", tabindex: 0, role: "region", "aria-label": `the closed form of ${name}` });
  const math = new DOMParser().parseFromString(`<math display="block">${text}</math>`, "text/html").body.firstChild;
  box.append(document.importNode(math, true));
  return box;
}
