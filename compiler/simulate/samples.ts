/** Times that were measured, for a mean and quantiles. Zeros, which are many, are only counted. */
export class Samples {
  count = 0
  #values: Float64Array = new Float64Array(0)
  #length = 0

  /** Of so many, of which these are not 0. */
  static of(count: number, values: Float64Array): Samples {
    const samples = new Samples()
    samples.count = count
    samples.#values = values
    samples.#length = values.length
    return samples
  }

  add(value: number): void {
    this.count++
    if (value === 0) return
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(Math.max(16, this.#length * 2))
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length++] = value
  }

  /** In ascending order, the zeros left out. */
  sorted(): Float64Array {
    return this.#values.slice(0, this.#length).sort()
  }

  sum(): number {
    let sum = 0
    for (let i = 0; i < this.#length; i++) sum += this.#values[i]!
    return sum
  }

  mean(): number {
    return this.count === 0 ? 0 : this.sum() / this.count
  }

  /** The least value that so large a share of all is not above; 0 of none. */
  quantile(share: number): number {
    return this.quantiles([share])[0]!
  }

  quantiles(shares: readonly number[]): readonly number[] {
    const sorted = this.sorted()
    const zeros = this.count - sorted.length
    return shares.map((share) => {
      const rank = Math.max(1, Math.ceil(share * this.count)) - 1 - zeros
      return this.count === 0 || rank < 0 ? 0 : sorted[rank]!
    })
  }
}
