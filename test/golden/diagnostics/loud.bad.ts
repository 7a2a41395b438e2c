// {"outputLimit": 1000}
for (let i = 0; ; i++) console.log("line", i)
