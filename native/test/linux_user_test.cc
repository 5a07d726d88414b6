#include "linux/user.h"

#include "test/check.h"

namespace {

using tscompose::linux_api::add_groups;
using tscompose::linux_api::resolve_user;
using Groups = std::vector<gid_t>;

constexpr std::string_view kPasswd =
    "root:x:0:0:root:/root:/bin/sh\n"
    "broken line\n"
    "web:x:33:34:web:/srv/web:/bin/sh\n"
    "1000:x:7:7::/seven:\n"
    "homeless:x:8:8:::\n"
    "last:x:9:9::/last:/bin/sh";
constexpr std::string_view kGroup = "root:x:0:\nlog:x:44:adm,web\nwebby:x:45:webby\ndisk:x:46:web\nagain:x:44:web\n";

void nothing_means_root() {
  auto root = resolve_user("", kPasswd, kGroup);
  CHECK(root && root->uid == 0 && root->gid == 0 && root->home == "/root");
  auto bare = resolve_user("", "", "");
  CHECK(bare && bare->uid == 0 && bare->home == "/" && bare->groups == Groups{0});
}

void names_bring_their_group_home_and_memberships() {
  auto web = resolve_user("web", kPasswd, kGroup);
  CHECK(web && web->uid == 33 && web->gid == 34 && web->home == "/srv/web");
  CHECK((web && web->groups == Groups{34, 44, 46}));
  CHECK(resolve_user("last", kPasswd, kGroup)->uid == 9);
  CHECK(resolve_user("homeless", kPasswd, kGroup)->home == "/");
}

void numbers_find_their_entry_or_stand_alone() {
  CHECK(resolve_user("33", kPasswd, kGroup)->gid == 34);
  auto unknown = resolve_user("1234", kPasswd, kGroup);
  CHECK(unknown && unknown->uid == 1234 && unknown->gid == 0 && unknown->home == "/");
  CHECK(resolve_user("1000", kPasswd, kGroup)->uid == 7);
}

void a_given_group_replaces_all_others() {
  auto web = resolve_user("web:log", kPasswd, kGroup);
  CHECK(web && web->uid == 33 && web->gid == 44 && web->groups == Groups{44});
  CHECK(resolve_user("1:4321", kPasswd, kGroup)->gid == 4321);
  CHECK(resolve_user(":log", kPasswd, kGroup)->uid == 0);
}

void unknown_names_and_impossible_numbers_are_refused() {
  for (const char* user : {"nobody", "web:nobody", "-1", "4294967295", "99999999999999999999", "0x10", " 1", "broken line"}) {
    CHECK(!resolve_user(user, kPasswd, kGroup));
  }
}

void further_groups_are_added_once_by_name_or_number() {
  auto web = resolve_user("web", kPasswd, kGroup);
  std::string unknown;
  CHECK(web && add_groups(*web, {"log", "45", "webby", "1234"}, kGroup, unknown));
  CHECK((web && web->groups == Groups{34, 44, 46, 45, 1234}));
  CHECK(web && !add_groups(*web, {"disk", "nosuch"}, kGroup, unknown) && unknown == "nosuch");
}

}  // namespace

int main() {
  further_groups_are_added_once_by_name_or_number();
  nothing_means_root();
  names_bring_their_group_home_and_memberships();
  numbers_find_their_entry_or_stand_alone();
  a_given_group_replaces_all_others();
  unknown_names_and_impossible_numbers_are_refused();
  return tscompose::test::finish();
}
