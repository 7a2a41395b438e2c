/**
 * What the child may not do and Node's permissions do not cover on every supported version: the
 * network, the end of the process, endless printing. Each attempt is reported where it happens.
 */
import dgram from "node:dgram"
import dns from "node:dns"
import { syncBuiltinESMExports } from "node:module"
import net from "node:net"

/** Told of the first attempt; `what` names the call, the error carries the stack. */
export type Report = (kind: "network" | "exit" | "loud", what: string, error: Error) => void

type Functions = Record<string, unknown>

/** Closes the network and the exits of this process, and lets it print `output` bytes. */
export function fence(output: number, report: Report): void {
  const refuse = (kind: "network" | "exit", what: string) =>
    function refused(): never {
      const error = new Error(`${what} is not available while a definition is read`)
      Error.captureStackTrace(error, refused)
      report(kind, what, error)
      throw error
    }
  const close = (on: object, label: string, names: readonly string[], kind: "network" | "exit" = "network") => {
    for (const name of names) {
      if (typeof (on as Functions)[name] !== "function") continue
      Object.defineProperty(on, name, { value: refuse(kind, label + name), configurable: true, writable: true })
    }
  }
  const methods = (of: object) => Object.keys(of).filter((name) => /^(lookup|resolve|reverse)/.test(name))
  close(globalThis, "", ["fetch", "WebSocket", "EventSource"])
  close(net.Socket.prototype, "net.Socket.", ["connect"])
  close(net.Server.prototype, "net.Server.", ["listen"])
  close(dgram.Socket.prototype, "dgram.Socket.", ["bind", "connect", "send"])
  close(dns, "dns.", methods(dns))
  close(dns.promises, "dns.promises.", methods(dns.promises))
  close(process, "process.", ["exit", "abort", "kill"], "exit")
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
