// A block of cells from a spreadsheet that is pasted into the sheet: figures only, all of it or nothing.

import { readEntry, Unreadable } from "./sheet-money.js";

function read(text, signs, bareIsPart) {
  try {
    return { entry: readEntry(text, signs, bareIsPart) };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { code: error.code };
  }
}

const isName = (text) => /\p{L}{2,}/u.test(text.replace(/kr|mio/gi, ""));

/* `hasNames`: the first column or row holds names or years, which the sheet's cells do not. */
export function parseBlock(text, signs, bareIsPart) {
  const texts = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "").split("\n").map((line) => line.split("\t"));
  const cells = texts.map((line) => line.map((cell) => read(cell, signs, bareIsPart)));
  const isYear = (cell) => /^(19|20)\d\d$/.test(cell.trim());
  const heads = texts[0].filter((cell) => cell.trim());
  const hasNames = texts.some((line) => isName(line[0])) || (heads.length > 1 && heads.every(isYear));
  const width = Math.max(...texts.map((line) => line.length));
  return { texts, hasNames, fit: (rows, columns) => fit(cells, width, rows, columns) };
}

/* How much of the block goes into the room there is. A row or a column beyond it must be a total that agrees. */
function fit(cells, width, rows, columns) {
  const errors = [];
  cells.forEach((line, row) => line.forEach(({ code }, column) => code && errors.push({ code, row, column })));
  if (cells.length > rows + 1 || width > columns + 1) errors.push({ code: "outside" });
  if (errors.length) return { errors };
  const height = Math.min(cells.length, rows);
  const breadth = Math.min(width, columns);
  const amount = (row, column) => cells[row][column]?.entry?.amount ?? cells[row][column]?.entry?.part ?? 0n;
  const isStated = (row, column) => cells[row][column]?.entry != null;
  if (cells.length > rows) {
    for (let column = 0; column < breadth; column += 1) {
      let sum = 0n;
      for (let row = 0; row < height; row += 1) sum += amount(row, column);
      if (isStated(rows, column) && sum !== amount(rows, column)) errors.push({ code: "totalRow", row: rows, column });
    }
  }
  if (width > columns) {
    for (let row = 0; row < height; row += 1) {
      let sum = 0n;
      for (let column = 0; column < breadth; column += 1) sum += amount(row, column);
      if (isStated(row, columns) && sum !== amount(row, columns)) errors.push({ code: "totalColumn", row, column: columns });
    }
  }
  return { height, width: breadth, errors };
}
