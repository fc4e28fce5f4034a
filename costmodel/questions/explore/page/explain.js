// What stands behind the numbers of a layer: the rule of its op with its source, and the arithmetic as it was recorded.

const DEEPEST = 6;

class Explain {
  constructor(state, metrics) {
    this.state = state;
    this.metrics = metrics;
    at("explain-close").addEventListener("click", () => at("explain").close());
  }

  show(step, focus) {
    const { family, convention } = this.state;
    const { program } = family.outcome(this.state.knobs);
    const sizes = new Set(program.steps.flatMap(one => one.shape));
    const text = place => expression(program, place, sizes, 0);
    say(at("explain-title"), `${step.name}: ${step.type}`);
    const inputs = step.inputs.map(input => program.steps[input].shape.map(place => grouped(program.value(place))).join(" × ")).join(" and ");
    say(at("explain-shapes"), `${inputs ? `reads ${inputs}, ` : ""}gives ${step.shape.map(place => grouped(program.value(place))).join(" × ")} (channels × height × width)`);
    say(at("explain-rule"), family.data.rules[step.kind] ?? "");
    const rows = this.metrics.filter(one => family.added.includes(one.name)).map(metric => {
      const place = step.costs[program.column(metric.name, convention)];
      const worked = text(place);
      return element("tr", { class: metric.name === focus ? "focus" : "" },
        element("th", { scope: "row", title: metric.summary }, metric.name),
        element("td", {}, element("code", {}, worked === grouped(program.value(place)) ? worked : `${worked} = ${grouped(program.value(place))}`)),
        element("td", {}, family.data.counts[convention][metric.name]),
      );
    });
    if (step.alive >= 0) rows.push(element("tr", {}, element("th", { scope: "row" }, "alive"), element("td", {}, element("code", {}, `${text(step.alive)} = ${grouped(program.value(step.alive))}`)), element("td", {}, "elements of all feature maps that are held while it runs")));
    at("explain-costs").replaceChildren(
      element("thead", {}, element("tr", {}, ...["metric", "arithmetic", "what is counted"].map(name => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...rows),
    );
    const paper = family.data.paper;
    at("explain-paper").replaceChildren("The network: ", paper.link ? element("a", { href: paper.link, rel: "noreferrer" }, paper.text) : paper.text);
    at("explain").showModal();
  }
}

// The recorded arithmetic of a place, as far as the sizes of maps, which stand as numbers.
function expression(program, place, sizes, depth) {
  const { tape, values } = program.family.machine;
  const made = tape[place];
  if (made[0] === NUMBER || made[0] === KNOB || (depth && sizes.has(place)) || depth > DEEPEST) return grouped(values[place]);
  const inner = one => expression(program, one, sizes, depth + 1);
  const bracketed = one => (tape[one][0] === SUM && !sizes.has(one) && made[0] !== MAX ? `(${inner(one)})` : inner(one));
  if (made[0] === PRODUCT) {
    const over = made.slice(2, made[1] + 2).map(bracketed).join(" × ");
    return made.length > made[1] + 2 ? `${over} / ${made.slice(made[1] + 2).map(bracketed).join(" / ")}` : over;
  }
  if (made[0] === MAX) return `max(${made.slice(1).map(inner).join(", ")})`;
  if (made[0] === WHERE) return inner(values[made[1]] ? made[2] : made[3]);
  if (made[0] === NEGATIVE || made[0] === ZERO) return grouped(values[place]);
  const parts = [];
  for (let term = 3; term < made.length; term += 2) {
    const factor = made[term + 1];
    const size = factor < 0 ? -factor : factor;
    const product = `${size === 1 || size === 1n ? "" : `${grouped(size)} × `}${size == 1 ? inner(made[term]) : bracketed(made[term])}`;
    parts.push([factor < 0, product]);
  }
  if (made[2] || !parts.length) parts.push([made[2] < 0, grouped(made[2] < 0 ? -made[2] : made[2])]);
  parts.sort((a, b) => a[0] - b[0]);
  const sum = parts.map(([negative, part], number) => (number ? (negative ? ` \u2212 ${part}` : ` + ${part}`) : negative ? `\u2212${part}` : part)).join("");
  const quotient_ = made[1] === 1 ? sum : `${parts.length > 1 ? `(${sum})` : sum} / ${made[1]}`;
  return made[0] === FLOOR ? `\u230a${quotient_}\u230b` : made[0] === CEIL ? `\u2308${quotient_}\u2309` : quotient_;
}
