// The page. Every word of a recording gets in as a text node or through textContent.

const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const state = {
  episode: 0, step: 0, marks: true, boxes: false, found: [],
  raw: matchMedia("(min-width: 60rem) and (min-height: 48rem)").matches,
};

/** The steps, and the screen after the last of them where somebody looked. */
function framesOf({ steps, after }) {
  const last = steps.at(-1);
  return after === null ? steps : [...steps, { isAfter: true, picture: after, size: last.size, app: "", elements: [],
    model_pixels: [], result: null, decision: { action: null, error: "" } }];
}

/** All episodes of all runs in one list, each knowing its run and its key in the address. */
const episodes = data.runs.flatMap((run) => run.episodes.map((episode) => ({
  ...episode, run, frames: framesOf(episode), key: data.runs.length > 1 ? `${run.name}/${episode.id}` : episode.id,
})));

function make(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

const text = (words, className = "") => make("p", { className, dir: "auto", textContent: words });
const current = () => episodes[state.episode];

// ---- pictures: base64 in elements of their own, decoded when first shown -----------------------

function picture(number) {
  const held = number === null ? null : at(`picture-${number}`);
  return held ? `data:image/webp;base64,${held.textContent}` : "";
}

function show(image, source) {
  if (!source) image.removeAttribute("src");
  else if (image.getAttribute("src") !== source) image.src = source;
}

// ---- the list of episodes --------------------------------------------------------------------

const haystack = (episode) => [
  goalOf(episode), episode.key, outcomeOf(episode), episode.record?.answer,
  ...episode.steps.flatMap((step) => [step.decision.thought, step.decision.summary, step.app,
    ...actionWords(step.decision.action)]),
].join("\n").toLowerCase();

function fillFilters() {
  const kinds = new Map([["", episodes.length]]);
  for (const episode of episodes) kinds.set(outcomeOf(episode), (kinds.get(outcomeOf(episode)) || 0) + 1);
  at("outcome").replaceChildren(...[...kinds].map(([kind, count]) => make("option", {
    value: kind, textContent: `${kind ? outcomeWords(kind)[0] : "All"} (${count})`,
  })));
}

function filter() {
  const words = at("search").value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = at("outcome").value;
  state.found = episodes.flatMap((episode, index) => {
    const fits = !wanted || outcomeOf(episode) === wanted;
    return fits && words.every((word) => haystack(episode).includes(word)) ? [index] : [];
  });
  at("count").textContent = `${state.found.length} of ${plural(episodes.length, "episode")}`;
  at("list").replaceChildren(...state.found.map((index) => make("li", {}, entry(index))));
}

function entry(index) {
  const episode = episodes[index];
  const [name, tone] = outcomeWords(outcomeOf(episode));
  const took = episode.record ? `, ${duration(episode.record.seconds)}` : "";
  const button = make("button", { className: "entry", onclick: () => go(index, 0) },
    make("i", { className: tone, title: name }),
    make("b", { dir: "auto", textContent: goalOf(episode) }),
    make("small", { textContent: `${name}, ${plural(episode.steps.length, "step")}${took}` }));
  button.setAttribute("aria-current", String(index === state.episode));
  return button;
}

// ---- the head: goal, outcome, checks ---------------------------------------------------------

function showHead() {
  const { run, record, id, problem } = current();
  const device = run.record.device;
  const model = run.record.model;
  const parts = [moment(run.record.started), device && `${device.model || device.kind} (${device.serial})`,
    model && `${model.name} as ${model.dialect}`, record?.extras.by && `by a ${record.extras.by}`, episodes.length > 1 && id];
  at("kicker").textContent = parts.filter(Boolean).join("  ·  ");
  at("goal").textContent = goalOf(current());
  document.title = `${goalOf(current())} · ${outcomeWords(outcomeOf(current()))[0]}`;
  const [name, tone] = outcomeWords(outcomeOf(current()));
  const took = record ? ` in ${duration(record.seconds)}` : "";
  const ending = [make("span", { className: `badge ${tone}`, textContent: name }),
    make("span", { className: "soft", textContent: `${plural(current().steps.length, "step")}${took}` })];
  for (const check of record?.checks || []) ending.push(checkChip(check));
  if (record && !record.checks.length) {
    const said = record.claimed ? `the ${record.extras.by || "model"} says it is done; nothing checked it` : "not checked";
    ending.push(make("span", { className: "soft", textContent: said }));
  }
  if (record?.answer) ending.push(callout("good", `Answer: ${record.answer}`));
  if (record?.error) ending.push(callout(tone, [record.error, record.hint].filter(Boolean).join("\nTry: ")));
  if (problem) ending.push(callout("bad", problem));
  at("ending").replaceChildren(...ending);
}

function checkChip(check) {
  const passed = check.score >= 1;
  return make("span", { className: passed ? "chip" : "chip no" },
    make("b", { textContent: passed ? "✓" : "✗" }),
    make("span", { dir: "auto", textContent: `${check.name} ${check.why}` }));
}

const callout = (tone, words) => make("p", { className: `callout ${tone}` },
  make("span", { dir: "auto", textContent: words }));

// ---- the film strip --------------------------------------------------------------------------

function showStrip() {
  at("strip").replaceChildren(...current().frames.map((step, index) => {
    const image = make("img", { alt: "", decoding: "async" });
    const thumb = step.picture === null ? null : data.pictures[step.picture];
    if (thumb) show(image, `data:image/webp;base64,${thumb}`);
    const marks = shape("svg", {});
    draw(marks, step, Math.max(...step.size) / 130, []);
    const failed = step.result?.ok === false || step.decision.error;
    const button = make("button", { className: `frame ${failed ? "failed" : ""} ${step.isAfter ? "last" : ""}`, onclick: () => go(state.episode, index) },
      image, marks, make("span", { textContent: step.isAfter ? "end" : index + 1 }));
    button.style.aspectRatio = `${step.size[0]} / ${step.size[1]}`;
    const [verb, object] = actionWords(step.decision.action);
    button.setAttribute("aria-label", step.isAfter ? "The screen at the end"
      : `Step ${index + 1}: ${verb} ${object}${failed ? ", failed" : ""}`);
    return button;
  }));
}

// ---- one step --------------------------------------------------------------------------------

function showStep() {
  const step = current().frames[state.step];
  at("step").hidden = !step;
  [...at("strip").children].forEach((frame, index) => {
    if (index === state.step) {
      frame.setAttribute("aria-current", "step");
      at("strip").scrollLeft = frame.offsetLeft - (at("strip").clientWidth - frame.clientWidth) / 2;
    } else frame.removeAttribute("aria-current");
  });
  if (!step) return;
  const ratio = step.size[0] / step.size[1];
  at("step").style.setProperty("--ratio", String(ratio));
  at("step").style.setProperty("--above", `${at("step").offsetTop}px`);
  const [verb, object] = actionWords(step.decision.action);
  show(at("picture"), picture(step.picture));
  at("picture").alt = step.isAfter ? "The screen at the end" : `The screen before step ${state.step + 1}`;
  const unit = Math.max(step.size[0] * (ratio < 1 ? 1 : 0.55), step.size[1] * 0.4) / 210;
  at("marks").style.display = state.marks ? "" : "none";
  draw(at("marks"), step, unit, state.boxes ? step.elements : []);
  at("label").textContent = state.marks && !step.isAfter ? labelOf(step.decision.action) : "";
  at("caption").textContent = [step.app.split("/")[0], `${step.size[0]} × ${step.size[1]}`].filter(Boolean).join("  ·  ");
  at("boxes").hidden = !step.elements.length;
  at("boxes").setAttribute("aria-pressed", String(state.boxes));
  at("details").replaceChildren(...(step.isAfter ? [text("The screen at the end", "done"),
    text("after the last step", "soft")] : [make("div", {},
      text(`Step ${state.step + 1} of ${current().steps.length}`, "number"),
      make("p", { className: "done", dir: "auto" }, `${verb} `, make("code", { textContent: object }))),
    ...cards(step).filter(Boolean)]));
}

function card(title, ...children) {
  return make("section", { className: "card" }, make("h2", { textContent: title }), ...children);
}

function cards(step) {
  const { decision, result } = step;
  const remarks = [...step.notes, step.verdict && verdictWords(step.verdict), step.nudge && `told the model: ${step.nudge}`,
    ...decision.repairs.map((repair) => `mended in the reply: ${repair}`)].filter(Boolean);
  return [
    (decision.thought || decision.summary) && card("Thought", text(decision.thought || decision.summary, "thought")),
    decision.error && card("Not usable", text(decision.error, "bad")),
    resultCard(step),
    remarks.length && card("Notes", make("ul", { className: "notes" },
      ...remarks.map((remark) => make("li", { dir: "auto", textContent: remark })))),
    timeCard(step.timings),
    (decision.tokens_out > 0 || decision.model_point.length > 0) && card("Model", text(modelWords(decision))),
    replies(step),
  ];
}

function verdictWords({ allowed, by, rule, why }) {
  if (allowed && by === "rule" && rule.includes(" = ")) return "";  // no rule of a name speaks of it
  return `${allowed ? "allowed" : "denied"} by a ${by} (${[rule, why].filter(Boolean).join(": ")})`;
}

function resultCard({ decision, result }) {
  if (!result) return null;
  const lines = [text(`${result.ok ? "✓" : "✗"} ${result.said || (result.ok ? "done" : "failed")}`,
    `result ${result.ok ? "" : "bad"}`)];
  if (result.performed) lines.push(text(`done instead: ${actionWords(result.performed).join(" ")}`, "soft"));
  return card("Result", ...lines);
}

function timeCard(timings) {
  const total = PHASES.reduce((sum, [phase]) => sum + timings[phase], 0);
  const bar = make("div", { className: "bar" });
  bar.setAttribute("aria-hidden", "true");
  const legend = make("p", { className: "legend" });
  for (const [phase, words] of PHASES) {
    const part = make("i", { className: phase });
    part.style.flexGrow = String(timings[phase] / (total || 1));
    if (!timings[phase]) continue;
    bar.append(part);
    legend.append(make("span", {}, make("i", { className: phase }), `${words} ${duration(timings[phase])}`));
  }
  return card(`Time: ${duration(total)}`, bar, legend);
}

function modelWords(decision) {
  const words = [`${decision.tokens_in} tokens in, ${decision.tokens_out} out`];
  if (decision.model_point.length) words.push(`it wrote the point ${decision.model_point.join(", ")}`);
  return words.join("; ");
}

function replies(step) {
  const { decision, attempts } = step;
  if (!decision.raw && !attempts.length) return null;
  const folded = make("details", { open: state.raw || attempts.length > 0 || Boolean(decision.error) },
    make("summary", { textContent: attempts.length ? `Raw replies (${attempts.length + 1})` : "Raw reply" }));
  folded.querySelector("summary").onclick = () => { state.raw = !folded.open; };
  for (const attempt of attempts) {
    folded.append(make("div", { className: "attempt" }, text(`could not be used: ${attempt.error}`, "warn"),
      make("pre", { dir: "auto", textContent: attempt.raw })));
  }
  if (decision.raw) folded.append(make("pre", { dir: "auto", textContent: decision.raw }));
  return folded;
}

// ---- about the run ---------------------------------------------------------------------------

function showAbout() {
  const { record, name } = current().run;
  const facts = [["folder", name], ["command", record.argv.join(" ")], ["platform", record.platform],
    ["revision", record.revision], ["seed", record.seed], ["device", record.device && `${record.device.kind} ${record.device.serial}, ${record.device.os}`],
    ...Object.entries(record.versions)];
  const settings = Object.entries(record.settings).filter(([, setting]) => setting.value !== null)
    .map(([key, setting]) => [key, `${setting.value}  (${setting.source})`]);
  at("facts").replaceChildren(...[facts, settings].map((rows) => make("table", {}, make("tbody", {},
    ...rows.filter(([, value]) => value !== null && value !== "").map(([key, value]) => {
      const head = make("th", { scope: "row", textContent: key });
      return make("tr", {}, head, make("td", { className: "mono", dir: "auto", textContent: value }));
    })))));
}

// ---- going about -----------------------------------------------------------------------------

function go(episode, step) {
  if (!episodes[episode]) return;
  const other = episode !== state.episode || !at("strip").children.length;
  state.episode = episode;
  state.step = Math.max(0, Math.min(step, current().frames.length - 1));
  if (other) {
    showHead(); showStrip(); showAbout();
    [...at("list").querySelectorAll(".entry")].forEach((button, index) =>
      button.setAttribute("aria-current", String(state.found[index] === episode)));
  }
  showStep();
  history.replaceState(null, "", address());
}

function goByAddress() {
  const [key, step] = location.hash.slice(1).split(":");
  let wanted = "";
  try { wanted = decodeURIComponent(key); } catch { /* not an address of ours: the first episode */ }
  const found = episodes.findIndex((episode) => episode.key === wanted);
  const latest = found < 0 ? 0 : episodes[found].frames.length - 1;
  go(Math.max(0, found), step === "last" ? latest : (Number.parseInt(step, 10) || 1) - 1);
}

/** `last` stays the last one when a page that is live gets more steps. */
function address() {
  const following = document.documentElement.dataset.counter && state.step === current().frames.length - 1;
  return `#${encodeURIComponent(current().key)}:${following ? "last" : state.step + 1}`;
}

function goAlong(by) {
  const here = state.found.indexOf(state.episode);
  if (state.found.length) go(state.found[Math.max(0, Math.min(here + by, state.found.length - 1))], 0);
}

function setTheme(name) {
  document.documentElement.dataset.theme = name;
  at("theme").textContent = name === "dark" ? "Light" : "Dark";
  at("theme").setAttribute("aria-label", `Use the ${name === "dark" ? "light" : "dark"} theme`);
}

function toggleTheme() {
  const name = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  try { localStorage.setItem("fingertip-theme", name); } catch { /* a browser that keeps nothing */ }
  setTheme(name);
}

function firstTheme() {
  let kept = null;
  try { kept = localStorage.getItem("fingertip-theme"); } catch { /* as above */ }
  return kept || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
}

const toggle = (what) => { state[what] = !state[what]; showStep(); };
const KEYS = {
  ArrowRight: () => go(state.episode, state.step + 1), j: () => go(state.episode, state.step + 1),
  ArrowLeft: () => go(state.episode, state.step - 1), k: () => go(state.episode, state.step - 1),
  Home: () => go(state.episode, 0), End: () => go(state.episode, current().frames.length - 1),
  "]": () => goAlong(1), "[": () => goAlong(-1), m: () => toggle("marks"), e: () => toggle("boxes"),
  t: toggleTheme, "?": () => at("help").showModal(),
  "/": () => { if (!at("episodes").hidden) at("search").focus(); },
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, select, textarea, dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});
at("theme").onclick = toggleTheme;
at("keys").onclick = KEYS["?"];
at("boxes").onclick = () => toggle("boxes");
at("search").oninput = filter;
at("outcome").onchange = filter;
window.onhashchange = goByAddress;

setTheme(firstTheme());
at("episodes").hidden = episodes.length < 2;
fillFilters();
filter();
if (episodes.length) goByAddress();
else at("goal").textContent = "Nothing is recorded here yet";
