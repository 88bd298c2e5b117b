#ifndef ISOBRIDGE_BRIDGE_CATALOG_SEARCH_WORDS_H_
#define ISOBRIDGE_BRIDGE_CATALOG_SEARCH_WORDS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace isobridge::bridge {

// The words of a name or a text, as they are looked up: "getHTTPResponses", "get_http_responses" and "Get HTTP responses" are all
// get, http, response. In lower case, without the s of a plural; letters beyond ASCII stay as they are. The first `most`.
std::vector<std::string> SearchWords(std::string_view text, size_t most);

}  // namespace isobridge::bridge

#endif  // ISOBRIDGE_BRIDGE_CATALOG_SEARCH_WORDS_H_
