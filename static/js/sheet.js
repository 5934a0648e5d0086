// The funding sheet with a keyboard: cells move like a spreadsheet's, sums follow while one types, cells from Excel
// are pasted. The same rules as efforts/rules/sheet.py; all money is BigInt øre, never a float. Without this the
// button "Compute" does the sums.

import { amountsOf, partsOf, readEntry, Unreadable, writeAmount, writePart } from "./sheet-money.js";
import { parseBlock } from "./sheet-paste.js";

const table = document.querySelector("[data-sheet]");
const form = table?.closest("form");
const words = table?.dataset ?? {};
const signs = { point: words.point, group: words.group };
const perCentFirst = () => form.elements.unit.value === "per_cent";
const said = document.querySelector("[data-said]");

// --- The grid ------------------------------------------------------------------------------------------------------

const years = table ? [...table.querySelectorAll("thead [data-year]")].map((head) => head.dataset.year) : [];
const lines = table ? [...table.querySelectorAll("tr[data-line]")] : [];
const budgetOf = (year) => form.elements[`b-${year}`];
const cellOf = (line, year) => form.elements[`c-${line.dataset.line}-${year}`];
const isRemoved = (line) => form.elements[`remove-${line.dataset.line}`].checked;
const statusOf = (line) => form.elements[`status-${line.dataset.line}`].value;
const isLive = (line) => !isRemoved(line) && statusOf(line) !== "refused";
const held = JSON.parse(form?.elements.held.value || "{}");

function read(input, bareIsPart = false) {
  try {
    const entry = readEntry(input.value, signs, bareIsPart);
    complain(input, "");
    return entry;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    complain(input, words[error.code]);
    return null;
  }
}

function complain(input, text) {
  const cell = input.closest("td");
  let place = cell.querySelector("[data-error]");
  if (!place && text) {
    place = cell.appendChild(document.createElement("span"));
    place.className = "sheet__error";
    place.dataset.error = "";
    place.id = `${input.id}_error`;
  }
  if (place) place.textContent = text;
  cell.classList.toggle("is-wrong", Boolean(text));
  if (text) {
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", place.id);
  } else {
    input.removeAttribute("aria-invalid");
    input.removeAttribute("aria-describedby");
  }
}

/* The amounts of a column by line; null where nothing is typed or nothing can be read. */
function settle(year, budget, group, amounts) {
  const parts = [];
  for (const line of group) {
    const entry = read(cellOf(line, year), perCentFirst());
    amounts.set(line, entry?.amount ?? null);
    if (entry?.part != null) parts.push([line, entry.part]);
  }
  if (!parts.length) return;
  if (!budget) {
    for (const [line] of parts) complain(cellOf(line, year), words.unknown);
    return;
  }
  const was = parts.map(([line]) => held[`c-${line.dataset.line}-${year}`]);
  const whole = was.every((amount) => amount != null) && BigInt(held[`b-${year}`] ?? -1) === budget;
  const shown = whole ? partsOf(was.map(BigInt), budget) : null;
  const same = shown && shown.every((part, n) => part === parts[n][1]);
  const found = same ? was.map(BigInt) : amountsOf(parts.map(([, part]) => part), budget);
  if (!found) complain(budgetOf(year), words.overAll);
  // Also where it is too much, so that one sees how much.
  parts.forEach(([line, part], n) => amounts.set(line, found ? found[n] : (part * budget) / 10000n));
}

const add = (numbers) => numbers.reduce((sum, number) => sum + (number ?? 0n), 0n);
const put = (place, text) => {
  if (place && place.textContent !== text) place.textContent = text;
};
const out = (row, n, name) => row.querySelectorAll(`[data-out="${name}"]`)[n];

function verdict(missing) {
  if (missing === null) return [words.unknown, ""];
  if (missing === 0n) return [words.even, "is-even"];
  const amount = `${writeAmount(missing < 0n ? -missing : missing, signs)} kr.`;
  return missing > 0n ? [words.missing.replace("{amount}", amount), "is-short"] : [words.much.replace("{amount}", amount), "is-much"];
}

function compute(announce = false) {
  const columns = years.map((year) => column(year));
  const known = columns.filter((one) => one.year !== "0").map((one) => one.budget);
  const whole = known.length && known.every((budget) => budget !== null) ? add(known) : null;
  const all = {
    year: "all",
    budget: whole,
    total: add(columns.map((one) => one.total)),
    granted: add(columns.map((one) => one.granted)),
  };
  [...columns, all].forEach((one, n) => drawSums(one, n));
  put(table.querySelector('[data-out="budget"]'), whole === null ? "–" : writeAmount(whole, signs));
  drawTotals(columns, whole);
  if (announce) put(said, announcement(columns));
}

function column(year) {
  const box = year === "0" ? null : budgetOf(year);
  const typed = box ? read(box) : null;
  if (typed?.part != null) complain(box, words.invalid);
  const budget = typed?.amount ?? null;
  const amounts = new Map();
  const live = lines.filter(isLive);
  settle(year, budget, live, amounts);
  for (const line of lines) if (!isLive(line)) settle(year, budget, [line], amounts);
  const kept = live.map((line) => amounts.get(line));
  const parts = budget ? partsOf(kept.map((amount) => amount ?? 0n), budget) : [];
  for (const line of lines) drawFollows(line, year, amounts.get(line), budget, parts[live.indexOf(line)]);
  const granted = live.filter((line) => statusOf(line) === "granted");
  return { year, budget, amounts, total: add(kept), granted: add(granted.map((line) => amounts.get(line))) };
}

function drawFollows(line, year, amount, budget, part) {
  const place = cellOf(line, year).closest("td").querySelector("[data-follows]");
  const own = part ?? (budget && amount != null ? partsOf([amount], budget)[0] : null);
  if (amount == null) put(place, "");
  else if (readEntry(cellOf(line, year).value, signs, perCentFirst())?.part != null) put(place, `${writeAmount(amount, signs)} kr.`);
  else put(place, budget && year !== "0" && own != null ? `${writePart(own, signs)} %` : "");
}

function drawSums({ year, budget, total, granted }, n) {
  const foot = (name) => table.querySelector(`[data-foot="${name}"]`);
  put(out(foot("total"), n, "total"), writeAmount(total, signs));
  put(out(foot("granted"), n, "granted"), writeAmount(granted, signs));
  const dated = year !== "0";
  const [rest, restLook] = dated ? verdict(budget === null ? null : budget - total) : ["", ""];
  const restPlace = out(foot("total"), n, "rest");
  put(restPlace, rest);
  restPlace.classList.toggle("is-much", restLook === "is-much");
  const [gap, look] = dated ? verdict(budget === null ? null : budget - granted) : ["", ""];
  const gapPlace = out(foot("gap"), n, "gap");
  put(gapPlace, gap);
  gapPlace.closest("td").className = look;
  put(out(foot("part"), n, "part"), budget ? `${writePart((granted * 10000n) / budget, signs)} %` : "");
}

function drawTotals(columns, whole) {
  const totals = new Map(lines.map((line) => [line, add(columns.map((one) => one.amounts.get(line)))]));
  const live = lines.filter(isLive);
  const parts = whole ? partsOf(live.map((line) => totals.get(line)), whole) : [];
  for (const line of lines) {
    line.classList.toggle("is-out", !isLive(line));
    put(line.querySelector('[data-out="total"]'), writeAmount(totals.get(line), signs));
    const part = parts[live.indexOf(line)];
    put(line.querySelector('[data-out="part"]'), part == null ? "" : `${writePart(part, signs)} %`);
  }
}

/* What is read aloud after a pause: the year one is in. */
function announcement(columns) {
  const year = document.activeElement?.name?.match(/(\d+)$/)?.[1];
  const one = columns.find((each) => each.year === year && year !== "0");
  return one ? `${year}: ${verdict(one.budget === null ? null : one.budget - one.granted)[0]}` : "";
}

// --- Keys ------------------------------------------------------------------------------------------------------------

const grid = table ? [years.map(budgetOf), ...lines.map((line) => years.map((year) => cellOf(line, year)))] : [];

function placeOf(input) {
  for (const [row, cells] of grid.entries()) {
    const column = cells.indexOf(input);
    if (column >= 0) return [row, column];
  }
  return null;
}

function go(row, column) {
  const input = grid[row]?.[column];
  if (!input) return false;
  input.focus();
  input.select();
  return true;
}

const atStart = (input) => input.selectionStart === 0;
const atEnd = (input) => input.selectionEnd === input.value.length;

function onKey(event) {
  const input = event.target;
  const place = placeOf(input);
  if (!place || event.altKey || event.isComposing) return;
  const [row, column] = place;
  const jump = event.ctrlKey || event.metaKey;
  const last = [grid.length - 1, years.length - 1];
  const lastDated = years.at(-1) === "0" && grid.length === 1 ? last[1] - 1 : last[1];
  const moves = {
    Enter: () => !jump && (go(row + (event.shiftKey ? -1 : 1), column) || true),
    ArrowDown: () => go(jump ? last[0] : row + 1, column),
    ArrowUp: () => go(jump ? 0 : row - 1, column),
    ArrowLeft: () => atStart(input) && !event.shiftKey && go(row, jump ? 0 : column - 1),
    ArrowRight: () => atEnd(input) && !event.shiftKey && go(row, jump ? last[1] : column + 1),
    Home: () => jump && go(0, 0),
    End: () => jump && go(last[0], lastDated),
    Escape: () => takeBack(input),
  };
  if (moves[event.key]?.()) event.preventDefault();
}

function takeBack(input) {
  if (input.value === (input.before ?? input.value)) return false;
  input.value = input.before;
  input.select();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  return true;
}

// --- Pasting -----------------------------------------------------------------------------------------------------------

const nameOf = (line) => line.querySelector(".sheet__name").textContent;
const labelOf = (row, column) => `${row ? nameOf(lines[row - 1]) : ""} ${years[column]}`.trim();

function onPaste(event) {
  const place = placeOf(event.target);
  const text = event.clipboardData?.getData("text/plain") ?? "";
  if (!place || !/[\t\n]/.test(text.trim())) return; // one value: as in any field
  event.preventDefault();
  const problem = document.querySelector("[data-paste-error]");
  put(problem, "");
  const block = parseBlock(text, signs, perCentFirst());
  if (block.hasNames) return handOver(text, problem);
  const errors = fill(place, block);
  if (errors.length) put(problem, [words.refused, ...errors].join("\n"));
}

/* Names and years are the server's business: it knows the parties. */
function handOver(text, problem) {
  const fold = document.querySelector("[data-block]");
  fold.open = true;
  fold.querySelector("textarea").value = text;
  fold.querySelector("button").focus();
  put(problem, words.names);
}

function fill([row, column], block) {
  const rows = grid.length - row;
  const columns = years.length - column;
  const { height, width, errors } = block.fit(rows, columns);
  const found = errors.map((error) => {
    if (error.code === "outside") return words.outside;
    if (error.code === "totalRow") return words.totalRow.replace("{name}", years[column + error.column] ?? "");
    if (error.code === "totalColumn") return words.totalColumn.replace("{name}", labelOf(row + error.row, 0).replace(/ \d+$/, ""));
    return `${labelOf(Math.min(row + error.row, grid.length - 1), Math.min(column + error.column, years.length - 1))}: ${words[error.code]}`;
  });
  if (found.length) return found;
  let count = 0;
  for (let down = 0; down < height; down += 1) {
    for (let right = 0; right < width; right += 1) {
      const input = grid[row + down][column + right];
      if (!input) continue;
      input.value = block.texts[down][right] ?? "";
      count += 1;
    }
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  put(said, words.pasted.replace("{count}", count));
  return [];
}

// --- Parties --------------------------------------------------------------------------------------------------------------

function suggest() {
  const list = document.querySelector("datalist[data-names]");
  const input = form.elements.party;
  let timer = 0;
  form.addEventListener("submit", () => clearTimeout(timer));
  input?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (input.value.trim().length < 2) return;
      const answer = await fetch(`${list.dataset.names}?q=${encodeURIComponent(input.value.trim())}`);
      if (!answer.ok) return;
      const { names } = await answer.json();
      list.replaceChildren(...names.map((name) => Object.assign(document.createElement("option"), { value: name })));
    }, 200);
  });
}

/* Enter in a tool's field is its own button, not the form's first. */
function useTool(event) {
  if (event.key !== "Enter" || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  event.currentTarget.querySelector("button").click();
}

// --- Start --------------------------------------------------------------------------------------------------------------------

if (table) {
  let pause = 0;
  const later = () => {
    compute();
    clearTimeout(pause);
    pause = setTimeout(() => compute(true), 900);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  table.addEventListener("keydown", onKey);
  table.addEventListener("paste", onPaste);
  table.addEventListener("focusin", ({ target }) => {
    if (placeOf(target)) target.before = target.value;
  });
  document.querySelector("[data-keys]").hidden = false;
  document.querySelector("[data-live]").hidden = true; // sums follow by themselves
  for (const tool of document.querySelectorAll(".sheet-tool")) tool.addEventListener("keydown", useTool);
  suggest();
}
