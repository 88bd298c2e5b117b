// URL and URLSearchParams, by https://url.spec.whatwg.org.

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "isolate/worker/program_harness.h"

namespace isobridge::isolate {
namespace {

using ::testing::ElementsAre;

TEST(ProgramUrlTest, PartsOfAUrl) {
  EXPECT_EQ(
      Evaluate(
          "const u = new URL('https://me:pw@Example.com:8080/a/../b c?x=1&y=%20#top'); return [u.href, u.origin, u.protocol, "
          "u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash]"),
      R"(["https://me:pw@example.com:8080/b%20c?x=1&y=%20#top","https://example.com:8080","https:","me","pw","example.com:8080",)"
      R"("example.com","8080","/b%20c","?x=1&y=%20","#top"])");
}

TEST(ProgramUrlTest, RelativeToABase) {
  EXPECT_EQ(Evaluate("return [new URL('../c?d', 'http://h/a/b/').href, new URL('//x/y', 'https://h').href, String(new URL('?q', "
                     "new URL('http://h/p#f')))]"),
            R"(["http://h/a/c?d","https://x/y","http://h/p?q"])");
}

TEST(ProgramUrlTest, NamesOfHostsAreInternational) {
  EXPECT_EQ(Evaluate("return [new URL('http://b\\u00fccher.example').host, new URL('http://[::0001]/').host, new "
                     "URL('http://0x7f.1').host]"),
            R"(["xn--bcher-kva.example","[::1]","127.0.0.1"])");
}

TEST(ProgramUrlTest, WhatIsNoUrlThrows) {
  EXPECT_EQ(Evaluate("try { new URL('nope') } catch (e) { return [e.name, e.message] }"),
            R"(["TypeError","Invalid URL: 'nope'; a relative one needs a base as the second argument"])");
  EXPECT_EQ(Evaluate("return [URL.canParse('nope'), URL.canParse('nope', 'http://h'), URL.parse('http://'), URL.parse('a', "
                     "'http://h').href, "
                     "URL.parse('http://h') instanceof URL]"),
            R"([false,true,null,"http://h/a",true])");
  EXPECT_EQ(Evaluate("const u = new URL('http://h'); try { u.href = 'nope' } catch (e) { return [e.name, u.href] }"),
            R"(["TypeError","http://h/"])");
}

TEST(ProgramUrlTest, PartsCanBeSet) {
  EXPECT_EQ(Evaluate("const u = new URL('http://h/p'); u.protocol = 'https'; u.username = 'm\\u00e9'; u.password = 'x'; "
                     "u.hostname = 'other'; "
                     "u.port = '99'; u.pathname = '/a b'; u.search = 'q=1'; u.hash = 'end'; return u.href"),
            R"("https://m%C3%A9:x@other:99/a%20b?q=1#end")");
  EXPECT_EQ(Evaluate("const u = new URL('http://h:81/p'); u.port = 'no'; u.protocol = 'mailto'; return u.href"),
            R"("http://h:81/p")");
}

TEST(ProgramUrlTest, LoneSurrogatesAreReplaced) {
  EXPECT_EQ(
      Evaluate("return [new URL('http://h/\\ud800').pathname, new URLSearchParams({ a: '\\udc00' }).get('a') === '\\ufffd']"),
      R"(["/%EF%BF%BD",true])");
}

TEST(ProgramUrlTest, NamesThatAreTheSameWithoutLoneSurrogatesAreOne) {
  EXPECT_EQ(Evaluate("return String(new URLSearchParams({ '\\ud800x': 1, y: 2, '\\ufffdx': 3 }))"), R"("%EF%BF%BDx=3&y=2")");
}

TEST(ProgramUrlTest, OneQuestionMarkBeginsTheQuery) {
  EXPECT_EQ(Evaluate("const u = new URL('http://h/??a=b&c'); const one = String(u.searchParams); u.search = '??d'; "
                     "return [one, String(u.searchParams), String(new URLSearchParams('??e'))]"),
            R"(["%3Fa=b&c=","%3Fd=","%3Fe="])");
}

TEST(ProgramUrlTest, ToJsonGivesItsText) { EXPECT_EQ(Evaluate("return { u: new URL('http://h') }"), R"({"u":"http://h/"})"); }

TEST(ProgramUrlTest, TheConsoleShowsIt) {
  EXPECT_THAT(ConsoleOf("console.log(new URL('http://h/p?q'), [new URLSearchParams('a=1&b=2')])"),
              ElementsAre("2 URL 'http://h/p?q' [ URLSearchParams 'a=1&b=2' ]"));
}

TEST(ProgramUrlTest, SearchParamsAreMadeFromTextPairsAndObjects) {
  EXPECT_EQ(
      Evaluate(
          "return [new URLSearchParams('?a=1&a=2&b=%20+c&=d&e'), new URLSearchParams([['a', 1], new Set(['b', 2])]), "
          "new URLSearchParams({ x: 'y z', n: null }), new URLSearchParams(new URLSearchParams('k=v')), new URLSearchParams(), "
          "new URLSearchParams(new Map([['m', '&']]))].map(String)"),
      R"(["a=1&a=2&b=++c&=d&e=","a=1&b=2","x=y+z&n=null","k=v","","m=%26"])");
  EXPECT_EQ(Evaluate("return [[['a']], ['ab', 'abc'], [1]].map((init) => { try { return String(new URLSearchParams(init)) } "
                     "catch (e) { return e.name } })"),
            R"(["TypeError","TypeError","TypeError"])");
}

TEST(ProgramUrlTest, SearchParamsAreReadAndChanged) {
  EXPECT_EQ(
      Evaluate(
          "const p = new URLSearchParams('b=1&a=2&b=3'); const read = [p.get('b'), p.get('none'), p.getAll('b'), p.has('a'), "
          "p.has('a', '9'), p.size]; p.append('c', '4'); p.set('b', '5'); const one = p.toString(); p.sort(); const two = "
          "`${p}`; "
          "p.delete('a'); p.delete('c', 'other'); return [...read, one, two, p.toString()]"),
      R"(["1",null,["1","3"],true,false,3,"b=5&a=2&c=4","a=2&b=5&c=4","b=5&c=4"])");
}

TEST(ProgramUrlTest, SearchParamsAreIterated) {
  EXPECT_EQ(
      Evaluate("const p = new URLSearchParams('a=1&b=2'); const each = []; p.forEach((value, name, all) => each.push(value + "
               "name + (all === p))); "
               "return [[...p], [...p.keys()], [...p.values()], Object.fromEntries(p), each, p.entries === undefined, "
               "Object.prototype.toString.call(p.keys()), p[Symbol.iterator] === p.entries, p.keys()[Symbol.iterator]().next()]"),
      R"([[["a","1"],["b","2"]],["a","b"],["1","2"],{"a":"1","b":"2"},["1atrue","2btrue"],false,)"
      R"("[object URLSearchParams Iterator]",true,{"value":"a","done":false}])");
}

TEST(ProgramUrlTest, AUrlAndItsSearchParamsGoTogether) {
  EXPECT_EQ(Evaluate("const u = new URL('http://h/?a=1'); const p = u.searchParams; p.append('b', 'x y'); const one = u.href; "
                     "u.search = '?c=3'; "
                     "const two = [...p]; u.href = 'http://h/?d'; const three = p.toString(); p.delete('d'); return [one, two, "
                     "three, u.href, u.searchParams === p]"),
            R"(["http://h/?a=1&b=x+y",[["c","3"]],"d=","http://h/",true])");
}

TEST(ProgramUrlTest, ReplacedBuiltInsChangeNothing) {
  EXPECT_EQ(Evaluate("Object.defineProperty(Array.prototype, '0', { set() { throw 1 }, configurable: true }); "
                     "String.prototype.slice = null; "
                     "Array.prototype.sort = null; const u = new URL('http://h/?b=1&a=2'); u.searchParams.sort(); "
                     "u.searchParams.set('c', 3); "
                     "return u.href"),
            R"("http://h/?a=2&b=1&c=3")");
}

TEST(ProgramUrlTest, TextsThatAreTooLongAreRefused) {
  EXPECT_EQ(Evaluate("const long = 'a'.repeat(17 << 20); const names = []; for (const f of [() => new URL('http://h/' + long), "
                     "() => new URLSearchParams(long), "
                     "() => { new URL('http://h').hash = long }, () => new URLSearchParams({ a: 'b' }).append('c', long)]) { "
                     "try { f(); names.push('none') } catch (e) { names.push(e.name) } } return names"),
            R"(["RangeError","RangeError","RangeError","none"])");
}

}  // namespace
}  // namespace isobridge::isolate
