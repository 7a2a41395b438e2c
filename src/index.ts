/** The door `knhk`: everything a definition module needs. Costs no dependency at run time. */
export * from "./definition/definition.ts"
