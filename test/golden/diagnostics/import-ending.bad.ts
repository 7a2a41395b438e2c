import "./syntax.bad"
