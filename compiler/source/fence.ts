/**
 * What the child may not do and Node's permissions do not cover on every supported version: the
 * network, databases, the end of the process, endless printing. Each attempt is reported where it happens.
 */
import dgram from "node:dgram"
import dns from "node:dns"
import { syncBuiltinESMExports } from "node:module"
import net from "node:net"

/** What was attempted. */
export type Attempt = "network" | "database" | "exit" | "loud"

/** Told of the first attempt; `what` names the call, the error carries the stack. */
export type Report = (kind: Attempt, what: string, error: Error) => void

/** Closes the network, databases and the exits of this process, and lets it print `output` bytes. */
export function fence(output: number, report: Report): void {
  const refuse = (kind: Attempt, what: string) =>
    function refused(): never {
      const error = new Error(`${what} is not available while a definition is read`)
      Error.captureStackTrace(error, refused)
      report(kind, what, error)
      throw error
    }
  const close = (kind: Attempt, on: object, label: string, names: RegExp) => {
    for (const name of Object.getOwnPropertyNames(on)) {
      if (!names.test(name)) continue
      Object.defineProperty(on, name, { value: refuse(kind, label + name), configurable: true, writable: true })
    }
  }
  // Prototypes, because tls, http, http2 and the fetch inside of Node go through them; and what only looks private.
  close("network", globalThis, "", /^(fetch|WebSocket|WebSocketStream|EventSource)$/)
  close("network", net, "net.", /^(_createServerHandle|BoundSocket)$/)
  close("network", net.Socket.prototype, "net.Socket.", /^connect$/)
  close("network", net.Server.prototype, "net.Server.", /^(listen|_listen2)$/)
  close("network", pipe(), "Pipe.", /^(bind|connect|listen)$/)
  close("network", dgram, "dgram.", /^_createSocketHandle$/)
  close("network", dgram.Socket.prototype, "dgram.Socket.", /^(bind|connect|send|add)/)
  for (const [on, label] of [[dns, "dns."], [dns.promises, "dns.promises."]] as const) {
    close("network", on, label, /^(lookup|resolve|reverse)/)
    close("network", on.Resolver.prototype, `${label}Resolver.`, /^(resolve|reverse)/)
  }
  // Not imported: names that `import` has seen of this module stay as they were.
  close("database", process.getBuiltinModule("node:sqlite"), "", /^(DatabaseSync|backup)$/)
  close("exit", process, "process.", /^(exit|abort|kill|_kill|_debugProcess)$/)
  syncBuiltinESMExports()
  let printed = 0
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (...values: unknown[]) => boolean
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]) => {
      printed += chunk.length
      if (printed > output) report("loud", "", new Error("too much output"))
      return write(chunk, ...rest)
    }
  }
}

/** Methods of the handle under standard output: its class opens local sockets. */
function pipe(): object {
  const { _handle: handle } = process.stdout as { readonly _handle?: object }
  return handle === undefined ? {} : Object.getPrototypeOf(handle) as object
}
