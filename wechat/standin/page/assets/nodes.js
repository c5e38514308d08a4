// Makes elements; text only ever becomes text nodes.

export function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

const SHAPES = {
  voice: "M6 9.5v5M10 7v10M14 4.5v15M18 8.5v7",
  paper: "M6 3h8l4.5 4.5V21H6zM14 3v5h4.5M9 13h6M9 16.5h6",
  film: "M4 5h16v14H4zM10 9l5 3-5 3z",
  pin: "M12 21s7-6.2 7-11.5A7 7 0 0 0 5 9.5C5 14.8 12 21 12 21ZM12 12a2.4 2.4 0 1 0 0-.1",
  link: "M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7L12 7M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7L12 17",
};
const SVG = "http://www.w3.org/2000/svg";

export function drawn(shape) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[shape]);
  svg.append(path);
  return svg;
}
