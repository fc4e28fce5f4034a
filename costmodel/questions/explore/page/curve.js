// A metric along a knob, the others as they are set. Where there is no network, the line is broken.

const PLOT = { width: 560, height: 260, left: 64, right: 14, top: 12, bottom: 40, points: 48 };

class Curve {
  constructor(state, metrics) {
    this.state = state;
    this.metrics = metrics;
    this.waiting = 0;
    const choose = (id, set) => at(id).addEventListener("change", () => state.change(() => set(at(id).value)));
    choose("curve-metric", value => (state.metric = value));
    choose("curve-knob", value => (state.knob = value));
    at("curve-metric").replaceChildren(...metrics.map(metric => element("option", { value: metric.name }, metric.name)));
  }

  // Drawn a moment after the last change, so that a slider need not wait for it.
  update() {
    cancelAnimationFrame(this.waiting);
    this.waiting = requestAnimationFrame(() => (this.waiting = requestAnimationFrame(() => this.draw())));
  }

  axes() {
    const { family, knobs } = this.state;
    const structure = family.structure(knobs.changes);
    const free = family.data.free.filter(knob => structure && knob.name in structure.base);
    const fixed = family.data.fixed.filter(knob => knob.offered.length > 2 && knob.offered.every(word => parsed(word) !== null));
    return [...free, ...fixed];
  }

  draw() {
    const knobs = this.axes();
    at("curve-section").hidden = !knobs.length;
    if (!knobs.length) return;
    const knob = knobs.find(one => one.name === this.state.knob) ?? knobs[0];
    at("curve-knob").replaceChildren(...knobs.map(one => element("option", { value: one.name }, one.name)));
    at("curve-knob").value = knob.name;
    at("curve-metric").value = this.state.metric;
    const metric = this.metrics.find(one => one.name === this.state.metric);
    const points = this.places(knob).map(([x, chosen]) => {
      const { program } = this.state.family.outcome(chosen);
      return [approximately(x), program ? program.total(metric.name, this.state.convention) : null];
    });
    const { program, structure, knobs: values } = this.state.family.outcome(this.state.knobs);
    const here = knob.slider ? values[knob.name] : parsed(structure.structure[this.state.family.data.fixed.indexOf(knob)]);
    const now = program ? [approximately(here), program.total(metric.name, this.state.convention)] : null;
    at("curve").replaceChildren(this.picture(points, now, knob, metric));
  }

  places(knob) {
    const { changes, given } = this.state.knobs;
    if (!knob.slider) return knob.offered.map(word => [parsed(word), { given, changes: controls.after(knob, word) }]).sort((a, b) => compare(a[0], b[0]));
    const [first, last, step] = knob.slider.map(parsed);
    const count = Math.floor(approximately(divided(add(last, minus(first)), step)));
    const every = Math.max(1, Math.ceil(count / PLOT.points));
    const places = [];
    for (let place = 0; place <= count; place += every) places.push(add(first, times(step, place)));
    return places.map(value => [value, { changes, given: { ...given, [knob.name]: value } }]);
  }

  picture(points, now, knob, metric) {
    const { width, height, left, right, top, bottom } = PLOT;
    const known = [...points, ...(now ? [now] : [])].filter(([, y]) => y !== null);
    const [x0, x1] = [Math.min(...points.map(([x]) => x)), Math.max(...points.map(([x]) => x))];
    const most = Math.max(1, ...known.map(([, y]) => approximately(y)));
    const px = x => left + ((x - x0) / (x1 - x0 || 1)) * (width - left - right);
    const py = y => height - bottom - (approximately(y) / most) * (height - top - bottom);
    let path = "";
    let pen = false;
    for (const [x, y] of points) {
      if (y !== null) path += `${pen ? "L" : "M"}${px(x).toFixed(1)} ${py(y).toFixed(1)}`;
      pen = y !== null;
    }
    const parts = [];
    for (const part of [0, 0.25, 0.5, 0.75, 1]) {
      parts.push(drawn("path", { d: `M${left} ${py(part * most)}H${width - right}`, class: "grid" }));
      const label = drawn("text", { x: left - 6, y: py(part * most) + 4, "text-anchor": "end" });
      label.textContent = rounded(Math.round(part * most), "");
      const x = x0 + part * (x1 - x0);
      const below = drawn("text", { x: px(x), y: height - bottom + 18, "text-anchor": "middle" });
      below.textContent = String(Number(x.toPrecision(4)));
      parts.push(label, below);
    }
    const name = drawn("text", { x: (left + width - right) / 2, y: height - 4, "text-anchor": "middle" });
    name.textContent = knob.name;
    parts.push(name, drawn("path", { d: path, class: "line" }));
    if (!knob.slider) for (const [x, y] of known) parts.push(drawn("circle", { cx: px(x), cy: py(y), r: 3, class: "point" }));
    if (now && now[0] >= x0 && now[0] <= x1) parts.push(drawn("circle", { cx: px(now[0]), cy: py(now[1]), r: 5, class: "now" }));
    const title = `${metric.name} along ${knob.name}${now ? `; now ${rounded(now[1], metric.unit)}` : ""}`;
    return drawn("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": title }, ...parts);
  }
}
