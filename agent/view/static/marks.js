// The action drawn where it landed: an SVG whose unit is a pixel of the screen.

const SVG = "http://www.w3.org/2000/svg";

function shape(name, attributes, ...classes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (classes.length) made.setAttribute("class", classes.join(" "));
  return made;
}

/** Marks for `step` on `svg`; `unit` is the width of a line in pixels of the screen. */
function draw(svg, step, unit, elements) {
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${step.size[0]} ${step.size[1]}`);
  svg.setAttribute("preserveAspectRatio", "none");
  for (const [left, top, right, bottom] of elements) {
    const box = { x: left, y: top, width: right - left, height: bottom - top };
    svg.append(shape("rect", { ...box, "stroke-width": unit / 2, rx: unit }, "element"));
  }
  const asked = step.decision.action;
  const performed = step.result?.performed;
  if (performed && asked && pointOf(asked) && String(pointOf(asked)) !== String(pointOf(performed))) {
    svg.append(ring(pointOf(asked), unit * 7, unit, "ink", "asked"));
  }
  const action = performed || asked;
  if (action) svg.append(...marksOf(action, step.size, unit));
  for (const at of step.model_pixels) svg.append(...cross(at, unit));
}

/** The model's own point, as it wrote it. */
function cross([x, y], unit) {
  const [near, far] = [unit * 2.6, unit * 5.6];
  const d = [[1, 0], [-1, 0], [0, 1], [0, -1]]
    .map(([dx, dy]) => `M ${x + dx * near} ${y + dy * near} L ${x + dx * far} ${y + dy * far}`).join(" ");
  return [shape("path", { d, "stroke-width": unit * 1.5 }, "halo"),
    shape("path", { d, "stroke-width": unit * 0.8 }, "model")];
}

const pointOf = (action) => action.at || action.to || action.end || null;

function marksOf(action, [width, height], unit) {
  switch (action.type) {
    case "tap": case "click": case "move_cursor":
      return pointOf(action) ? touch(pointOf(action), unit, action.count || 1) : [];
    case "double_tap": return touch(action.at, unit, 2);
    case "long_press":
      return [...touch(action.at, unit, 1), ring(action.at, unit * 14, unit, "ink", "asked")];
    case "swipe": return arrow(action.start, action.end, unit);
    case "drag": return action.start ? arrow(action.start, action.end, unit) : touch(action.end, unit, 1);
    case "scroll": {
      const [x, y] = action.at || [width / 2, height / 2];
      const reach = Math.min(width, height) * 0.2;
      const [dx, dy] = { up: [0, -1], down: [0, 1], left: [-1, 0], right: [1, 0] }[action.direction];
      return arrow([x - dx * reach, y - dy * reach], [x + dx * reach, y + dy * reach], unit);
    }
    default: return [];
  }
}

function ring([x, y], radius, width, ...classes) {
  return shape("circle", { cx: x, cy: y, r: radius, "stroke-width": width }, ...classes);
}

function touch(at, unit, count) {
  const [x, y] = at;
  const group = shape("g", {}, "ring");
  group.append(shape("circle", { cx: x, cy: y, r: unit * 8 }, "wash"));
  for (let turn = 0; turn < count; turn += 1) {
    const radius = unit * (8 + turn * 3.4);
    group.append(ring(at, radius, unit * 2.6, "halo"), ring(at, radius, unit * 1.4, "ink"));
  }
  group.append(shape("circle", { cx: x, cy: y, r: unit * 1.7, "stroke-width": unit * 0.7 }, "dot"));
  return [group];
}

function arrow([x1, y1], [x2, y2], unit) {
  const angle = Math.atan2(y2 - y1, x2 - x1);
  const wing = (turn) => {
    const at = angle + Math.PI + turn;
    return `${x2 + Math.cos(at) * unit * 9} ${y2 + Math.sin(at) * unit * 9}`;
  };
  const path = `M ${x1} ${y1} L ${x2} ${y2} M ${wing(0.5)} L ${x2} ${y2} L ${wing(-0.5)}`;
  return [
    shape("path", { d: path, "stroke-width": unit * 3.4 }, "halo"),
    shape("path", { d: path, "stroke-width": unit * 1.8 }, "ink"),
    shape("circle", { cx: x1, cy: y1, r: unit * 2.6, "stroke-width": unit * 0.8 }, "dot"),
  ];
}
