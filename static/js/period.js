// A period's last day follows from its first day and a number of years while one types; the server does the same.

function lastDay(first, years) {
  const day = new Date(`${first}T00:00:00Z`);
  if (Number.isNaN(day.getTime()) || !Number.isInteger(years) || years < 1 || years > 30) return "";
  day.setUTCFullYear(day.getUTCFullYear() + years);
  day.setUTCDate(day.getUTCDate() - 1);
  return day.toISOString().slice(0, 10);
}

for (const group of document.querySelectorAll("[data-period]")) {
  const [first, last, years] = ["starts_on", "ends_on", "years"].map((name) => group.querySelector(`[name$="${name}"]`));
  const follow = () => {
    const day = lastDay(first.value, Number(years.value));
    if (years.value && day) last.value = day;
  };
  first.addEventListener("change", follow);
  years.addEventListener("input", follow);
  // A last day chosen by hand stands for itself.
  last.addEventListener("input", () => { years.value = ""; });
}
