"use strict";
// Shows the device and passes on what the person does. See agent/demonstration/page.py.

const data = JSON.parse(document.getElementById("data").textContent);
const at = (id) => document.getElementById(id);
const can = (action) => data.actions.includes(action);
const touchscreen = can("swipe");
const canvas = at("canvas");
const keyboard = at("keyboard");

const HELD = 500;      // milliseconds from which on a touch is a long one
const SECOND = 220;    // milliseconds in which a second click makes a double one
const MOVED = 10;      // CSS pixels from which on a touch is a movement
const QUIET = 700;     // milliseconds without a key after which a text is sent
const WHEEL = 180;     // milliseconds of turning that make one scroll

// ---- asking ----------------------------------------------------------------------------------

let line = Promise.resolve();

/** Acts go out one after the other, in the order in which they were done. */
function act(action) {
  line = line.then(async () => {
    at("status").textContent = "…";
    try {
      const answer = await fetch("act", { method: "POST", body: JSON.stringify(action), headers: { "Content-Type": "application/json" } });
      tell(await answer.json());
      at("status").textContent = "";
    } catch {
      over("the recording has ended");
    }
  });
  return line;
}

function tell({ words, ok, said }) {
  const item = document.createElement("li");
  item.textContent = words || said;
  if (!ok) {
    item.className = "failed";
    item.append(Object.assign(document.createElement("small"), { textContent: said }));
  }
  at("steps").append(item);
  item.scrollIntoView({ block: "nearest" });
}

function over(said) {
  document.body.className = "over";
  at("doing").textContent = "What you did";
  at("status").textContent = said;
  document.querySelectorAll("button").forEach((button) => { button.disabled = true; });
}

async function watch() {
  let number = 0;
  for (;;) {
    let answer = null;
    try { answer = await fetch(`screen?after=${number}`); } catch { /* the server has gone */ }
    if (!answer || answer.status === 410) return over("the recording has ended; this page can be closed");
    if (answer.status !== 200) continue;
    number = Number(answer.headers.get("X-Number"));
    const image = await createImageBitmap(await answer.blob());
    if (canvas.width !== image.width || canvas.height !== image.height) {
      [canvas.width, canvas.height] = [image.width, image.height];
      document.documentElement.style.setProperty("--ratio", String(image.width / image.height));
    }
    canvas.getContext("2d").drawImage(image, 0, 0);
    image.close();
    canvas.dataset.number = String(number);
  }
}

// ---- pointing --------------------------------------------------------------------------------

let touch = null;
let waiting = null;

/** A place in the window as a pixel of the screen. */
function pixel(event) {
  const box = canvas.getBoundingClientRect();
  const inside = (share, side) => Math.max(0, Math.min(side - 1, Math.floor(share * side)));
  return [inside((event.clientX - box.left) / box.width, canvas.width),
    inside((event.clientY - box.top) / box.height, canvas.height)];
}

function showFinger(event) {
  const box = canvas.getBoundingClientRect();
  at("finger").hidden = !touch;
  at("finger").style.left = `${event.clientX - box.left}px`;
  at("finger").style.top = `${event.clientY - box.top}px`;
}

canvas.addEventListener("pointerdown", (event) => {
  event.preventDefault();
  keyboard.focus();
  sendText();
  canvas.setPointerCapture(event.pointerId);
  touch = { start: pixel(event), x: event.clientX, y: event.clientY, since: event.timeStamp, button: event.button };
  showFinger(event);
});
canvas.addEventListener("pointermove", (event) => { if (touch) showFinger(event); });
canvas.addEventListener("pointercancel", (event) => { touch = null; showFinger(event); });
canvas.addEventListener("contextmenu", (event) => event.preventDefault());
canvas.addEventListener("pointerup", (event) => {
  if (!touch) return;
  const { start, x, y, since, button } = touch;
  const seconds = (event.timeStamp - since) / 1000;
  touch = null;
  showFinger(event);
  if (Math.hypot(event.clientX - x, event.clientY - y) >= MOVED) {
    const timed = Math.round(Math.max(0.1, Math.min(seconds, 10)) * 100) / 100;
    act({ type: touchscreen ? "swipe" : "drag", start, end: pixel(event), seconds: timed });
  } else if (touchscreen && seconds * 1000 >= HELD) {
    act({ type: "long_press", at: start, seconds: Math.round(Math.min(seconds, 10) * 100) / 100 });
  } else {
    click(start, ["left", "middle", "right"][button] || "left");
  }
});

/** One click, or two where a second one follows at once. */
function click(place, button) {
  const single = touchscreen ? { type: "tap", at: place } : { type: "click", at: place, button };
  const twice = touchscreen ? can("double_tap") && { type: "double_tap", at: place }
    : { type: "click", at: place, button, count: 2 };
  if (waiting && waiting.button === button) {
    clearTimeout(waiting.timer);
    const second = waiting.twice;
    waiting = null;
    act(second);
  } else if (twice) {
    if (waiting) { clearTimeout(waiting.timer); act(waiting.single); }
    const timer = setTimeout(() => { waiting = null; act(single); }, SECOND);
    waiting = { button, single, twice, timer };
  } else act(single);
}

let turned = null;
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  if (!can("scroll")) return;
  if (!turned) {
    turned = { at: pixel(event), x: 0, y: 0 };
    setTimeout(sendWheel, WHEEL);
  }
  const scale = canvas.height / canvas.getBoundingClientRect().height;
  turned.x += event.deltaX * scale;
  turned.y += event.deltaY * scale;
}, { passive: false });

function sendWheel() {
  const { at: place, x, y } = turned;
  turned = null;
  const sideways = Math.abs(x) > Math.abs(y);
  const amount = Math.round(Math.min(Math.abs(sideways ? x : y), canvas.height * 0.6));
  if (!amount) return;
  const direction = sideways ? (x > 0 ? "right" : "left") : y > 0 ? "down" : "up";
  act({ type: "scroll", direction, at: place, amount, unit: "pixels" });
}

// ---- typing ----------------------------------------------------------------------------------

const NAMED = {
  Enter: "enter", Tab: "tab", Backspace: "backspace", Delete: touchscreen ? "forward_delete" : "delete",
  ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right",
  Home: touchscreen ? "move_home" : "home", End: touchscreen ? "move_end" : "end",
  PageUp: touchscreen ? "page_up" : "pageup", PageDown: touchscreen ? "page_down" : "pagedown",
  Escape: touchscreen ? "back" : "escape",
};
let typed = "";
let timer = null;

function sendText() {
  clearTimeout(timer);
  if (typed) act({ type: "type_text", text: typed });
  showText("");
}

function showText(text) {
  typed = text;
  at("typing").textContent = text && `⌨ ${text}`;
}

// What arrives as text: letters, what an input method has composed, what is pasted.
keyboard.addEventListener("input", (event) => {
  if (event.isComposing) return;
  const text = keyboard.value;
  keyboard.value = "";
  if (!text) return;
  clearTimeout(timer);
  showText(typed + text);
  timer = setTimeout(sendText, QUIET);
});
keyboard.addEventListener("compositionend", () => keyboard.dispatchEvent(new InputEvent("input")));
keyboard.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const held = [event.ctrlKey && "ctrl", event.altKey && "alt", event.metaKey && "meta"].filter(Boolean);
  if (held.length && event.key.length === 1 && event.key.toLowerCase() !== "v" && can("hotkey")) {
    event.preventDefault();
    sendText();
    act({ type: "hotkey", keys: [...held, event.key.toLowerCase()] });
  } else if (Object.hasOwn(NAMED, event.key) && !held.length) {
    event.preventDefault();
    if (event.key === "Backspace" && typed) return showText([...typed].slice(0, -1).join(""));
    sendText();
    act({ type: "press", key: NAMED[event.key] });
  }
});
canvas.addEventListener("focus", () => keyboard.focus());

// ---- the rest --------------------------------------------------------------------------------

function button(name, key) {
  const made = Object.assign(document.createElement("button"), { textContent: name });
  made.onclick = () => { sendText(); act({ type: "press", key }); keyboard.focus(); };
  at("buttons").append(made);
}

async function finish(status) {
  sendText();
  await act({ type: "finish", status });
  over("Recorded. This page can be closed.");
}

at("goal").textContent = data.goal;
at("device").textContent = data.device;
document.title = `Recording: ${data.goal}`;
document.documentElement.style.setProperty("--ratio", String(data.size[0] / data.size[1]));
if (touchscreen && can("press")) [["Back", "back"], ["Home", "home"], ["Recents", "recents"]].forEach(([name, key]) => button(name, key));
at("done").onclick = () => finish("success");
at("gave-up").onclick = () => finish("failure");
data.told.forEach(tell);
keyboard.focus();
watch();
