"use strict";
// Every text goes into the page as text, never as HTML: ids and names are a student's own.
const data = JSON.parse(document.getElementById("data").textContent);
const AT_ONCE = 200;
const PRINTED = 2000;
const [ID, NAME, SCORE, FINAL, TASKS, GROUPS, MISTAKES] = [0, 1, 2, 3, 4, 5, 6];
const table = document.getElementById("class");
const body = table.tBodies[0];
const more = document.getElementById("more");
const controls = ["word", "group", "mistake"].map((id) => document.getElementById(id));
let shown = AT_ONCE;
let order = { column: 0, down: false };

function points(value) {
  return value === null ? "–" : String(Math.round(100 * value) / 100);
}

function step(share) {
  if (share <= 0) return 0;
  return share >= 1 ? 10 : Math.min(Math.max(Math.round(10 * share), 1), 9);
}

function cell(row, text, kind) {
  const made = row.appendChild(document.createElement("td"));
  made.textContent = text;
  if (kind) made.className = kind;
}

function drawn(student) {
  const row = document.createElement("tr");
  const head = row.appendChild(document.createElement("th"));
  head.scope = "row";
  head.textContent = student[ID];
  cell(row, student[NAME]);
  cell(row, points(student[SCORE]), "n");
  student[TASKS].forEach((value, k) => {
    const colour = value === null ? "" : ` c${step(value / data.points[k])}`;
    cell(row, points(value), `n${colour}`);
  });
  cell(row, points(student[FINAL]), "n");
  cell(row, student[GROUPS].map((k) => data.groups[k]).join(", "), "t");
  cell(row, student[MISTAKES].map((k) => data.mistakes[k]).join(", "), "t");
  return row;
}

function key(student, column) {
  const tasks = data.points.length;
  if (column === 0) return student[ID];
  if (column === 1) return student[NAME];
  if (column === 2) return student[SCORE];
  if (column < 3 + tasks) return student[TASKS][column - 3];
  if (column === 3 + tasks) return student[FINAL];
  const places = student[column === 4 + tasks ? GROUPS : MISTAKES];
  return places.length ? places.map((k) => data[column === 4 + tasks ? "groups" : "mistakes"][k]).join() : null;
}

function compared(one, other) {
  if (one === other) return 0;
  if (one === null) return 1; // what is missing comes last, whichever way it is sorted
  if (other === null) return -1;
  const less = typeof one === "string" ? one.localeCompare(other) : one - other;
  return order.down ? -less : less;
}

function found() {
  const [word, group, mistake] = controls.map((control) => control.value);
  const asked = word.trim().toLowerCase();
  const fits = (student) =>
    (!asked || `${student[ID]}\n${student[NAME]}`.toLowerCase().includes(asked)) &&
    (!group || student[GROUPS].includes(Number(group))) &&
    (!mistake || student[MISTAKES].includes(Number(mistake)));
  return data.students
    .filter(fits)
    .sort((a, b) => compared(key(a, order.column), key(b, order.column)));
}

function draw() {
  const students = found();
  const part = students.slice(0, shown);
  body.replaceChildren(...part.map(drawn));
  more.hidden = part.length === students.length;
  document.getElementById("count").textContent =
    `${students.length} of ${data.students.length} students` +
    (more.hidden ? "" : `, the first ${part.length} shown`);
}

function mark(button, down) {
  for (const head of button.closest("tr").children) head.removeAttribute("aria-sort");
  button.closest("th").setAttribute("aria-sort", down ? "descending" : "ascending");
}

// A table that is in the page already is sorted by what its cells say.
function sortRows(button, column, down) {
  const rows = [...button.closest("table").tBodies[0].rows];
  const isNumber = button.dataset.kind === "number";
  const value = (row) => {
    const text = row.cells[column].textContent.trim();
    if (!isNumber) return text;
    const parsed = parseFloat(text);
    return Number.isNaN(parsed) ? null : parsed;
  };
  const before = order;
  order = { column, down };
  rows.sort((a, b) => compared(value(a), value(b)));
  order = before;
  button.closest("table").tBodies[0].replaceChildren(...rows);
}

for (const button of document.querySelectorAll("button.sort")) {
  button.addEventListener("click", () => {
    const head = button.closest("th");
    const first = button.dataset.kind === "number" ? "descending" : "ascending";
    const now = head.getAttribute("aria-sort");
    const down = now ? now === "ascending" : first === "descending";
    mark(button, down);
    if (button.closest("table") === table) {
      order = { column: head.cellIndex, down };
      draw();
    } else {
      sortRows(button, head.cellIndex, down);
    }
  });
}

for (const button of document.querySelectorAll("button.pick")) {
  button.addEventListener("click", () => {
    controls[2].value = button.dataset.mistake;
    shown = AT_ONCE;
    draw();
    document.getElementById("students").scrollIntoView();
  });
}

for (const control of controls) {
  control.addEventListener("input", () => {
    shown = AT_ONCE;
    draw();
  });
}

document.getElementById("filter").addEventListener("submit", (event) => event.preventDefault());
document.getElementById("filter").hidden = false;
more.addEventListener("click", () => {
  shown += AT_ONCE;
  draw();
});
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  shown = Math.max(shown, PRINTED);
  draw();
});
draw();
