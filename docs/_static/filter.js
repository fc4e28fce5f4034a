// Above each table of the class `filtered`: a field to search in it, and a choice for each column of few words.
"use strict";

const FEW = 25;
const LONGEST = 60;

function wordsOf(rows, place) {
  const words = [...new Set(rows.map((row) => row.cells[place].textContent.trim()))];
  const few = words.length > 1 && words.length <= FEW && words.length < rows.length / 2;
  return few && words.every((word) => word.length <= LONGEST) ? words.sort() : [];
}

function filter(table) {
  const rows = [...table.tBodies[0].rows];
  const form = document.createElement("form");
  form.className = "filter";
  form.addEventListener("submit", (event) => event.preventDefault());
  const field = document.createElement("input");
  field.type = "search";
  field.placeholder = "filter the table";
  field.setAttribute("aria-label", field.placeholder);
  const shown = document.createElement("output");
  const choices = [...table.tHead.rows[0].cells].map((head, place) => {
    const words = wordsOf(rows, place);
    if (!words.length) return null;
    const choice = document.createElement("select");
    choice.setAttribute("aria-label", head.textContent);
    choice.append(new Option(`every ${head.textContent}`, ""), ...words.map((word) => new Option(word)));
    return choice;
  });
  const apply = () => {
    const text = field.value.toLowerCase();
    let count = 0;
    for (const row of rows) {
      const chosen = choices.every((choice, place) => !choice?.value || row.cells[place].textContent.trim() === choice.value);
      row.hidden = !(chosen && row.textContent.toLowerCase().includes(text));
      count += row.hidden ? 0 : 1;
    }
    shown.value = `${count} of ${rows.length}`;
  };
  form.append(field, ...choices.filter(Boolean), shown);
  form.addEventListener("input", apply);
  apply();
  (table.closest(".table-wrapper") ?? table).before(form);
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("table.filtered").forEach(filter));
