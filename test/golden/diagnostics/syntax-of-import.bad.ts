import "./syntax.bad.ts"
