// One client of the HTTP server: requests in, small answers out, connection kept until the client ends it.
#pragma once
#include <string>
#include <string_view>

#include "core/fd.h"

namespace tscompose::hello {

class HttpConnection {
 public:
  HttpConnection(Fd socket, std::string peer) : socket_(std::move(socket)), peer_(std::move(peer)) {}

  // Reads what is there and answers it; false when the connection is over.
  bool serve(std::string_view text, std::string_view host);

 private:
  bool answer(std::string_view request, std::string_view text, std::string_view host);

  Fd socket_;
  std::string peer_;
  std::string received_;
};

}  // namespace tscompose::hello
