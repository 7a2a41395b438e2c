function price(): number {
  throw new RangeError("no price today", { cause: new Error("the list is empty") })
}

export const p = price()
