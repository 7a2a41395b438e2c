import * as Schema from "effect/Schema"

const OrderId = Schema.String.pipe(Schema.brand("OrderId"))

export class Parcel extends Schema.Class<Parcel>("Parcel")({ id: OrderId, grams: Schema.Number }) {
  readonly #secret = 1
  get secret() {
    return this.#secret
  }
}

export const NewOrder = Schema.toStandardSchemaV1(
  Schema.Struct({ id: OrderId, note: Schema.optionalKey(Schema.String) }),
)
export const Parcels = Schema.toStandardSchemaV1(Parcel)

// Names that the executor needs for itself.
export interface Signature { readonly mine: true }
export type Order = { readonly order: "mine" }
