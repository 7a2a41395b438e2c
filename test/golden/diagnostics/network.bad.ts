const answer = await fetch("http://127.0.0.1:9/definition.json").catch(() => undefined)
export { answer }
