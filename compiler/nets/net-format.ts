/** Which files hold nets. */

/** What the names of files end with; `.gz` may follow. */
export type NetFormat = "jsonl" | "pnml"

/** The format that the name of a file tells, if it does. */
export function netFormat(file: string): NetFormat | undefined {
  return /\.(jsonl|pnml)(\.gz)?$/.exec(file)?.[1] as NetFormat | undefined
}
