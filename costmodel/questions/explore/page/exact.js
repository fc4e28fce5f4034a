// Exact numbers. A whole number that a double holds is a double; a larger one is a BigInt; any other is {n, d}, a quotient of
// two BigInts in lowest terms. Nothing is ever rounded but by floorOf.

const big = value => (typeof value === "bigint" ? value : BigInt(value));

function small(value) {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

function quotient(n, d) {
  let a = n < 0n ? -n : n;
  let b = d < 0n ? -d : d;
  while (b) [a, b] = [b, a % b];
  if (d < 0n) a = -a;
  return d === a ? small(n / a) : { n: n / a, d: d / a };
}

const over = value => (typeof value === "object" ? value.n : big(value));
const under = value => (typeof value === "object" ? value.d : 1n);

function add(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  if (typeof a === "object" || typeof b === "object") return quotient(over(a) * under(b) + over(b) * under(a), under(a) * under(b));
  return small(big(a) + big(b));
}

function times(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product;
  }
  if (typeof a === "object" || typeof b === "object") return quotient(over(a) * over(b), under(a) * under(b));
  return small(big(a) * big(b));
}

function divided(a, b) {
  if (b === 1) return a;
  return quotient(over(a) * under(b), under(a) * over(b));
}

function floorDivided(a, by) {
  if (typeof a === "number") {
    const rest = a % by;
    return (a - (rest < 0 ? rest + by : rest)) / by;
  }
  const n = over(a);
  const d = under(a) * big(by);
  const down = n / d;
  return small(n % d < 0n ? down - 1n : down);
}

function sign(a) {
  if (typeof a === "number") return Math.sign(a);
  const n = over(a);
  return n > 0n ? 1 : n < 0n ? -1 : 0;
}

const minus = a => (typeof a === "object" ? { n: -a.n, d: a.d } : typeof a === "number" ? 0 - a : -a); // never -0
const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : sign(add(a, minus(b))));

// 0.714, 5/7, 224, as the command line reads them; null where it is no such number.
function parsed(text) {
  const match = /^\s*(\d{1,30})(?:\.(\d{0,30}))?\s*$|^\s*\.(\d{1,30})\s*$|^\s*(\d{1,30})\s*\/\s*(\d{1,30})\s*$/.exec(text);
  if (!match) return null;
  if (match[4]) return match[5] === "0" ? null : quotient(BigInt(match[4]), BigInt(match[5]));
  const decimals = match[2] ?? match[3] ?? "";
  return quotient(BigInt((match[1] ?? "") + decimals), 10n ** BigInt(decimals.length));
}

const approximately = value => (typeof value === "object" ? Number((value.n * 10n ** 15n) / value.d) / 1e15 : Number(value));

// As a user would type it: 0.75 rather than 3/4, but 5/7.
function written(value) {
  if (typeof value !== "object") return String(value);
  let d = value.d;
  let places = 0;
  while (d % 10n === 0n) [d, places] = [d / 10n, places + 1];
  while (d % 2n === 0n) [d, places] = [d / 2n, places + 1];
  while (d % 5n === 0n) [d, places] = [d / 5n, places + 1];
  if (d !== 1n) return `${value.n}/${value.d}`;
  const digits = String((value.n * 10n ** BigInt(places)) / value.d).padStart(places + 1, "0");
  return `${digits.slice(0, -places)}.${digits.slice(-places).replace(/0+$/, "")}`;
}

function grouped(value) {
  return typeof value === "object" ? written(value) : String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

// Units that are also told in parts, from 10^-12 of one on.
const SMALL = { seconds: ["ps", "ns", "us", "ms", "s"], joules: ["pJ", "nJ", "uJ", "mJ", "J"] };

// 4.09 G of what is counted, 1.6 MB of bytes: for reading aloud; the exact number stands beside it.
function rounded(value, unit) {
  let number = approximately(value) * (SMALL[unit] ? 1e12 : 1);
  const step = SMALL[unit] ?? ["", "K", "M", "G", "T", "P", "E"];
  let power = 0;
  while (Math.abs(number) >= 999.95 && power < step.length - 1) [number, power] = [number / 1000, power + 1];
  const digits = power ? number.toPrecision(4).replace(/\.?0+$/, "") : String(number);
  return unit === "bytes" ? `${digits} ${step[power]}B` : `${digits} ${step[power]}`.trim();
}
