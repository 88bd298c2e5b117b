#include "bridge/tool_registration.h"

#include <memory>
#include <utility>

#include "bridge/catalog/catalog.h"

namespace isobridge::bridge {

using isobridge::v1::RegisterCatalogResponse;

void RegisterTools(isobridge::v1::RegisterCatalogRequest request, const std::string& tenant, CatalogCache* catalogs,
                   CatalogTypes* types, std::function<void(absl::StatusOr<RegisterCatalogResponse>)> done) {
  const absl::StatusOr<std::shared_ptr<const Catalog>> catalog = catalogs->Register(tenant, std::move(*request.mutable_tools()));
  if (!catalog.ok()) return done(catalog.status());
  RegisterCatalogResponse response;
  response.set_digest((*catalog)->digest());
  types->Prove(tenant, **catalog, /*allowed=*/{},
               [response = std::move(response),
                done = std::move(done)](const absl::StatusOr<std::shared_ptr<const ProvenTypes>>& proven) mutable {
                 if (proven.ok()) {
                   response.mutable_notes()->Add((*proven)->notes.begin(), (*proven)->notes.end());
                   response.set_unproven((*proven)->untyped);
                 } else {
                   response.set_unproven(std::string(proven.status().message()));
                 }
                 done(std::move(response));
               });
}

}  // namespace isobridge::bridge
