"use strict";
// Words for what a recording holds. Nothing here touches the page.

const OUTCOMES = {
  success: ["Success", "good"], failure: ["Failure", "bad"], gave_up: ["Gave up", "warn"],
  step_limit: ["Step limit", "warn"], time_limit: ["Time limit", "warn"], stuck: ["Stuck", "warn"],
  denied: ["Denied", "warn"], unparseable: ["Unparseable", "bad"],
  device_error: ["Device error", "odd"], model_error: ["Model error", "odd"],
  interrupted: ["Interrupted", "warn"], unfinished: ["Not finished", "going"],
};
const PHASES = [
  ["settle", "wait for a still screen"], ["observe", "look"], ["think", "think"], ["act", "act"],
];

const outcomeOf = (episode) => (episode.record ? episode.record.outcome : "unfinished");
const outcomeWords = (name) => OUTCOMES[name] || [name, "warn"];
const goalOf = (episode) => episode.goal || episode.id;
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const place = (at) => (at ? `${at[0]}, ${at[1]}` : "");

function duration(seconds) {
  if (seconds >= 90) return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
  if (seconds >= 10) return `${seconds.toFixed(1)} s`;
  return seconds >= 0.995 ? `${seconds.toFixed(2)} s` : `${Math.round(seconds * 1000)} ms`;
}

function moment(posix) {
  return new Date(posix * 1000).toISOString().replace("T", " ").slice(0, 19) + " UTC";
}

/** An action as [verb, object]: ["Tap", "540, 1200"]. */
function actionWords(action) {
  if (!action) return ["Nothing", ""];
  switch (action.type) {
    case "tap": return ["Tap", place(action.at)];
    case "double_tap": return ["Double tap", place(action.at)];
    case "long_press": return ["Long press", `${place(action.at)} for ${duration(action.seconds)}`];
    case "swipe": return ["Swipe", `${place(action.start)} → ${place(action.end)}`];
    case "drag": return ["Drag", `${place(action.start) || "from the cursor"} → ${place(action.end)}`];
    case "scroll": return [`Scroll ${action.direction}`, `${action.amount} ${action.unit}`];
    case "type_text": {
      const more = [action.clear && "clear first", action.submit && "then Enter"].filter(Boolean);
      return ["Type", `“${action.text}”${more.length ? ` (${more.join(", ")})` : ""}`];
    }
    case "press": return ["Press", action.key];
    case "hotkey": return ["Press", action.keys.join(" + ")];
    case "click": {
      const times = ["", "Click", "Double click", "Triple click"][action.count];
      const button = action.button === "left" ? times : `${times} (${action.button})`;
      return [button, place(action.at) || "at the cursor"];
    }
    case "move_cursor": return ["Move the cursor", place(action.to)];
    case "open_app": return ["Open", action.name];
    case "wait": return ["Wait", duration(action.seconds)];
    case "answer": return ["Answer", `“${action.text}”`];
    case "ask_user": return ["Ask", `“${action.question}”`];
    case "finish": return [action.status === "success" ? "Finish: done" : "Finish: cannot be done", action.message];
    default: return [action.type, ""];
  }
}

/** What is written over the picture for an action that has no place on it. */
function labelOf(action) {
  if (!action || action.at || action.start || action.to || action.type === "scroll") return "";
  const [verb, object] = actionWords(action);
  if (action.type === "type_text") return `⌨ ${action.text}${action.submit ? " ⏎" : ""}`;
  return object ? `${verb} ${object}` : verb;
}
