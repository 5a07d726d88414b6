#include "linux/cgroup_layout.h"

#include "test/check.h"

namespace {

using tscompose::linux_api::parse_cgroup_layout;

void version_2_alone_is_unified() {
  auto layout = parse_cgroup_layout(
      "22 1 0:20 / /sys rw,nosuid shared:2 - sysfs sysfs rw\n"
      "30 22 0:26 / /sys/fs/cgroup rw,nosuid,nodev shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n");
  CHECK(layout.unified && layout.hierarchies.size() == 1);
  CHECK(layout.hierarchies[0].mount_point == "/sys/fs/cgroup");
}

void any_version_1_controller_makes_it_version_1() {
  auto layout = parse_cgroup_layout(
      "31 30 0:27 / /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw\n"
      "32 30 0:28 / /sys/fs/cgroup/systemd rw shared:11 - cgroup cgroup rw,xattr,name=systemd\n"
      "33 30 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
      "34 30 0:30 / /sys/fs/cgroup/freezer rw - cgroup cgroup rw,freezer\n"
      "35 30 0:29 / /elsewhere rw - cgroup cgroup rw,cpu,cpuacct");
  CHECK(!layout.unified && layout.hierarchies.size() == 2);
  CHECK(layout.hierarchies[0].mount_point == "/sys/fs/cgroup/cpu,cpuacct");
  CHECK(layout.hierarchies[0].controllers == "cpu,cpuacct");
  CHECK(layout.hierarchies[1].controllers == "freezer");
}

void no_hierarchy_and_odd_lines_give_none() {
  CHECK(parse_cgroup_layout("").hierarchies.empty());
  CHECK(parse_cgroup_layout("x\n - cgroup\n\n1 2 3 4 5 6 7").hierarchies.empty());
}

}  // namespace

int main() {
  version_2_alone_is_unified();
  any_version_1_controller_makes_it_version_1();
  no_hierarchy_and_odd_lines_give_none();
  return tscompose::test::finish();
}
