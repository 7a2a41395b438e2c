import { DatabaseSync } from "node:sqlite"

new DatabaseSync("/tmp/left-by-a-definition").exec("create table t (a)")
