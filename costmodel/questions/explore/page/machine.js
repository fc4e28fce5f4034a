// Runs a tape: the arithmetic that the builder of a network wrote down, exactly. The codes are those of `emission.py`.

const [KNOB, NUMBER, SUM, PRODUCT, FLOOR, MAX, WHERE, NEGATIVE, ZERO, CEIL] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const constant = value => (typeof value === "number" ? value : value.includes("/") ? parsed(value) : BigInt(value));
const LINEAR = new Set([SUM, FLOOR, CEIL, NEGATIVE, ZERO]);

class Machine {
  constructor(tape) {
    this.tape = tape.map(([code, ...rest]) => (LINEAR.has(code) || code === NUMBER ? [code, ...rest.map(constant)] : [code, ...rest]));
    this.values = new Array(tape.length);
    this.orders = new Map();
  }

  // The places that an instruction reads.
  reads(place) {
    const made = this.tape[place];
    if (LINEAR.has(made[0])) return made.filter((_, at) => at > 2 && at % 2 === 1);
    return made[0] === KNOB || made[0] === NUMBER ? [] : made.slice(made[0] === PRODUCT ? 2 : 1);
  }

  // The instructions that some places need, in the order in which they run.
  order(places) {
    const needed = new Set();
    const open = [...places];
    while (open.length) {
      const place = open.pop();
      if (needed.has(place)) continue;
      needed.add(place);
      open.push(...this.reads(place));
    }
    return Int32Array.from(needed).sort();
  }

  run(knobs, order) {
    const { values } = this;
    for (const place of order) values[place] = this.step(this.tape[place], knobs);
  }

  // The value at one place alone.
  at(place, knobs) {
    if (!this.orders.has(place)) this.orders.set(place, this.order([place]));
    this.run(knobs, this.orders.get(place));
    return this.values[place];
  }

  step(made, knobs) {
    const { values } = this;
    switch (made[0]) {
      case KNOB:
        return knobs[made[1]];
      case NUMBER:
        return made[1];
      case SUM:
        return divided(this.linear(made), made[1]);
      case FLOOR:
        return floorDivided(this.linear(made), made[1]);
      case CEIL:
        return minus(floorDivided(minus(this.linear(made)), made[1]));
      case NEGATIVE:
        return sign(this.linear(made)) < 0 ? 1 : 0;
      case ZERO:
        return sign(this.linear(made)) === 0 ? 1 : 0;
      case PRODUCT: {
        let result = 1;
        const numerators = made[1] + 2;
        for (let at = 2; at < numerators; at++) result = times(result, values[made[at]]);
        for (let at = numerators; at < made.length; at++) result = divided(result, values[made[at]]);
        return result;
      }
      case MAX: {
        let most = values[made[1]];
        for (let at = 2; at < made.length; at++) if (compare(values[made[at]], most) > 0) most = values[made[at]];
        return most;
      }
      default:
        return values[made[1]] ? values[made[2]] : values[made[3]];
    }
  }

  linear(made) {
    let sum = made[2];
    for (let at = 3; at < made.length; at += 2) sum = add(sum, times(this.values[made[at]], made[at + 1]));
    return sum;
  }
}

