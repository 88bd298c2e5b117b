#include "bridge/tool_search.h"

#include <memory>
#include <utility>

#include "bridge/catalog/catalog.h"
#include "bridge/catalog/discovery.h"

namespace isobridge::bridge {

namespace {

absl::StatusOr<isobridge::v1::SearchResponse> Search(const isobridge::v1::SearchRequest& request, const Catalog& catalog) {
  ToolQuery query{.text = request.query(), .offset = request.offset(), .space = request.namespace_()};
  if (request.limit() != 0) query.limit = request.limit();
  absl::StatusOr<ToolHits> hits = SearchTools(catalog, query);
  if (!hits.ok()) return hits.status();
  isobridge::v1::SearchResponse response;
  response.set_total(hits->total);
  response.set_next_offset(hits->next_offset);
  response.set_catalog_digest(catalog.digest());
  for (ToolHit& hit : hits->hits) {
    isobridge::v1::SearchResponse::Hit* out = response.add_hits();
    out->set_tool(catalog.tools().name(hit.tool));
    out->set_path(std::move(hit.path));
    out->set_description(std::move(hit.description));
    out->set_signature(std::move(hit.signature));
  }
  return response;
}

}  // namespace

void SearchForTools(isobridge::v1::SearchRequest request, const std::string& tenant, CatalogCache* catalogs,
                    const std::function<void(std::function<void()> work)>& later,
                    std::function<void(absl::StatusOr<isobridge::v1::SearchResponse>)> done) {
  absl::StatusOr<std::shared_ptr<const Catalog>> catalog = catalogs->Resolve(
      tenant,
      {.tools = std::move(*request.mutable_tools()), .digest = std::move(*request.mutable_catalog_digest()), .prefix = ""});
  if (!catalog.ok()) return done(catalog.status());
  later(
      [request = std::move(request), catalog = *std::move(catalog), done = std::move(done)] { done(Search(request, *catalog)); });
}

}  // namespace isobridge::bridge
