#include "tests/bench/programs.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace isobridge::bench {

std::string UnseenProgram(int number) {
  return absl::StrCat(R"(interface Row { id: number; name: string; tags?: string[] }
const rows: Row[] = [];
for (let i: number = 0; i < 20; i++) {
  rows.push({ id: i, name: `row ${i}`, tags: i % 2 ? ["odd"] : undefined });
}
const byTag = new Map<string, Row[]>();
for (const row of rows) {
  for (const tag of row.tags ?? []) {
    byTag.set(tag, [...(byTag.get(tag) ?? []), row]);
  }
}
function total(list: ReadonlyArray<Row>): number {
  return list.reduce((sum, row) => sum + row.id, 0);
}
return { number: )",
                      number, " as number, odd: total(byTag.get(\"odd\")!), at: ", absl::ToUnixNanos(absl::Now()), " };\n");
}

}  // namespace isobridge::bench
