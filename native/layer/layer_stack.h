// One directory as overlayfs shows it, put together from the directories of the same name in several layers: without a mount, and
// so without what is mounted on it in a container. Entries are only ever opened by name in an open directory, never following links.
#pragma once
#include <sys/stat.h>

#include <map>
#include <string>
#include <vector>

#include "core/fd.h"
#include "core/result.h"

namespace tscompose::layer {

struct StackEntry {
  // Index of the directory that it comes from.
  size_t from = 0;
  struct stat status {};
};

class StackDirectory {
 public:
  // The roots of layers, topmost first.
  Error open(const std::vector<std::string>& layers);
  // One that is open already; the descriptor stays the caller's.
  Error adopt(int directory);
  bool empty() const { return directories_.empty(); }
  int descriptor(size_t index) const { return directories_[index].get(); }

  // What is seen, by name. `whiteouts`: those of the topmost layer too, instead of nothing.
  Error entries(bool whiteouts, std::map<std::string, StackEntry>* found) const;
  // One name; false when it is not there or hidden.
  bool find(const std::string& name, StackEntry* found) const;
  // The directory `name`, merged of all layers in which it shows through. Empty when it is no directory.
  Error child(const std::string& name, StackDirectory* child) const;
  // Whether the topmost hides what is below.
  bool opaque() const;

 private:
  std::vector<Fd> directories_;
};

bool is_whiteout(const struct stat& status);

}  // namespace tscompose::layer
