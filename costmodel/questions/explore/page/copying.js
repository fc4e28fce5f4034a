// The page as text: Markdown, CSV, a link.

class Copying {
  constructor(state, metrics) {
    this.state = state;
    this.metrics = metrics;
    at("copy-markdown").addEventListener("click", () => this.copy(this.markdown(), "Markdown"));
    at("copy-csv").addEventListener("click", () => this.copy(this.csv(), "CSV"));
    at("copy-link").addEventListener("click", () => this.copy(location.href.replace(/#.*/, "") + `#${this.state.fragment()}`, "Link"));
    at("copy-command").addEventListener("click", () => this.copy(this.state.command(), "Command"));
  }

  async copy(text, what) {
    try {
      await navigator.clipboard.writeText(text);
      say(at("copied"), `${what} copied.`);
    } catch {
      at("copy-text").value = text;
      at("copy-box").hidden = false;
      at("copy-text").select();
      say(at("copied"), `${what}: copy it from the box.`);
    }
  }

  get program() {
    return this.state.family.outcome(this.state.knobs).program;
  }

  markdown() {
    const { program } = this;
    const { name, summary } = this.state.conventions[this.state.convention];
    const rows = this.metrics.map(metric => `| ${metric.name} | ${grouped(program.total(metric.name, this.state.convention))} | ${metric.unit} |`);
    return [`\`${this.state.command()}\``, "", `Convention ${name}: ${summary}.`, "", "| metric | total | unit |", "|:--|--:|:--|", ...rows, ""].join("\n");
  }

  csv() {
    const { program } = this;
    const added = this.state.family.added;
    const quoted = text => (/[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text);
    const rows = program.steps.map(step => [
      quoted(step.name), quoted(step.type), step.shape.map(place => written(program.value(place))).join("x"),
      ...added.map(name => written(program.value(step.costs[program.column(name, this.state.convention)]))),
    ]);
    return [["layer", "type", "output", ...added], ...rows].map(row => row.join(",")).join("\n") + "\n";
  }
}
