// What people type as money, and per cents that add up: efforts/rules/sheet.py in the browser, in BigInt øre.

const WHOLE = 10000n;
const LARGEST = 10n ** 13n;
const LONGEST = 60;

export class Unreadable extends Error {
  constructor(code) {
    super(code);
    this.code = code; // the name of the table's data attribute that says it
  }
}

const escaped = (sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/* { amount } in øre, { part } in basis points, or null for an empty cell. */
export function readEntry(typed, signs, bareIsPart = false) {
  let text = typed.trim().replace(/\s+/g, " ").toLowerCase();
  if (["", "-", "–"].includes(text)) return null;
  if (text.length > LONGEST) throw new Unreadable("invalid");
  if (/^(kr\.? ?)?[-−–] ?\d/.test(text) || /^([\d., ]*\d-|\([\d., ]+\))$/.test(text)) throw new Unreadable("negative");
  const isPart = text.endsWith("%");
  if (isPart) text = text.slice(0, -1).trim();
  let bare = text.replace(/ ?(kr\.?|,-)$/, "").replace(/^kr\.? ?|,-$/g, "");
  let isAmount = bare !== text;
  let scale = 1n;
  const million = bare.match(/^(.*?) ?mio\.?$/);
  if (million) [bare, scale, isAmount] = [million[1].trim(), 1000000n, true];
  if (isPart && isAmount) throw new Unreadable("invalid");
  const [digits, decimals] = plain(bare, signs);
  if (!isAmount && (isPart || bareIsPart)) return { part: whole(digits, decimals, 1n, WHOLE, "over") };
  return { amount: whole(digits, decimals, scale, LARGEST, "large") };
}

function plain(text, { point, group }) {
  const cut = text.indexOf(point);
  let before = cut < 0 ? text : text.slice(0, cut);
  const after = cut < 0 ? "" : text.slice(cut + point.length);
  for (const sign of [group, " "]) {
    if (new RegExp(`^[0-9]{1,3}(${escaped(sign)}[0-9]{3})+$`).test(before)) before = before.replaceAll(sign, "");
  }
  if (!/^[0-9]+$/.test(before) || !/^[0-9]*$/.test(after)) throw new Unreadable("invalid");
  if (before.replace(/^0+/, "").length > 15) throw new Unreadable("large");
  return [before, after];
}

/* The number in hundredths, times the scale; refused when it is too large or has a remainder. */
function whole(digits, decimals, scale, most, code) {
  const unit = 10n ** BigInt(decimals.length);
  const number = (BigInt(digits) * unit + BigInt(decimals || "0")) * 100n * scale;
  if (number > most * unit) throw new Unreadable(code);
  if (number % unit) throw new Unreadable("precision");
  return number / unit;
}

/* Largest remainder; equal remainders go to the first. */
function partsOfWhole(amounts, total) {
  const sum = amounts.reduce((all, one) => all + one, 0n);
  if (sum === 0n) return amounts.map(() => 0n);
  const shares = amounts.map((amount) => (amount * total) / sum);
  const left = Number(total - shares.reduce((all, one) => all + one, 0n));
  const order = amounts.map((amount, n) => [(amount * total) % sum, n]);
  order.sort((a, b) => (a[0] === b[0] ? a[1] - b[1] : a[0] > b[0] ? -1 : 1));
  for (const [, n] of order.slice(0, left)) shares[n] += 1n;
  return shares;
}

/* Null when the parts are more than the whole. */
export function amountsOf(parts, budget) {
  const rest = WHOLE - parts.reduce((all, one) => all + one, 0n);
  return rest < 0n ? null : partsOfWhole([...parts, rest], budget).slice(0, parts.length);
}

export function partsOf(amounts, budget) {
  const rest = budget - amounts.reduce((all, one) => all + one, 0n);
  if (rest < 0n) return amounts.map((amount) => (amount * WHOLE) / budget);
  return partsOfWhole([...amounts, rest], WHOLE).slice(0, amounts.length);
}

const grouped = (number, group) => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, group);
const hundredths = (number) => String(number % 100n).padStart(2, "0");

export const writeAmount = (ore, { point, group }) => `${grouped(ore / 100n, group)}${point}${hundredths(ore)}`;
export const writePart = (part, { point }) => `${part / 100n}${point}${hundredths(part)}`;
