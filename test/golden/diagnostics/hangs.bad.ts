// {"timeLimit": 400}
for (;;) {
}
