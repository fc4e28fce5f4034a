// The page: everything hears of a change and updates its own part.

const DATA = JSON.parse(at("data").textContent);
const METRICS_ = new Map(DATA.metrics.map(metric => [metric.name, metric]));
const state = new State(DATA.families.map(data => new Family(data)), DATA.conventions);
const controls = new Controls(state);
const totals = new Totals(state, DATA.metrics);
const beside = new Beside(state, DATA.metrics);
const explain = new Explain(state, DATA.metrics);
const layers = new Layers(state, (step, focus) => explain.show(step, focus));
const graph = new Graph(state, layers);
const curve = new Curve(state, DATA.metrics);
const published = new Published(state);
const forms = new Forms(state);
new Copying(state, DATA.metrics);

function update() {
  const { family } = state;
  const outcome = family.outcome(state.knobs);
  controls.update();
  at("net").value = String(state.shown);
  at("convention").value = String(state.convention);
  say(at("convention-summary"), state.conventions[state.convention].summary);
  say(at("name"), family.name);
  say(at("summary"), family.data.summary);
  say(at("command"), state.command());
  for (const section of document.querySelectorAll(".numbers")) section.hidden = !outcome.program;
  at("absent").hidden = Boolean(outcome.program);
  if (outcome.program) for (const part of [totals, layers, graph, published]) part.update(outcome);
  else {
    say(at("brief"), "no number for this setting");
    say(at("absent-why"), `There is no number for this setting: ${outcome.why}.`);
  }
  for (const part of [beside, curve, forms]) part.update(outcome);
  say(at("held"), family.data.held);
}

at("net").replaceChildren(...state.families.map((family, place) => element("option", { value: place }, family.name)));
at("net-field").hidden = state.families.length < 2;
at("net").addEventListener("change", () => state.change(() => (state.shown = Number(at("net").value))));
at("convention").replaceChildren(...state.conventions.map(({ name }, place) => element("option", { value: place }, name)));
at("convention").addEventListener("change", () => state.change(() => (state.convention = Number(at("convention").value))));
at("reset").addEventListener("click", () => state.change(() => state.reset()));
document.querySelector(".skip").addEventListener("click", jump);
state.listeners.push(update);
state.read(location.hash);
addEventListener("hashchange", () => {
  state.read(location.hash);
  update();
});
update();
