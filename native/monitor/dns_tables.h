// The name tables of a container's networks, kept as new as their files (docs/monitor-protocol.md, "Name tables").
#pragma once
#include <sys/stat.h>

#include <string>
#include <vector>

#include "dns/resolver.h"

namespace tscompose::monitor {

class DnsTables {
 public:
  void open(const std::vector<std::string>& paths);

  // Reads again what was replaced since the last call; a stat(2) per table otherwise. A file that is gone is an empty table, one
  // that cannot be read leaves the names as they were.
  void refresh();

  dns::Resolver& resolver() { return resolver_; }

 private:
  struct File {
    std::string path;
    struct stat seen {};
  };
  std::vector<File> files_;
  dns::Resolver resolver_;
};

}  // namespace tscompose::monitor
