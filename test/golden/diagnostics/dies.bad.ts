console.error("the last words")
process.reallyExit(7)
