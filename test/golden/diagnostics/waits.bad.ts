// {"timeLimit": 400}
setInterval(() => {}, 10)
await new Promise(() => {})
