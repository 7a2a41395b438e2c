/** How generated text writes a name that may be any text: as a property key, or in an import clause. */
export function named(name: string): string {
  return /^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name) ? name : JSON.stringify(name)
}
