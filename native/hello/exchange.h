// Sockets of the clients: connect, ask, wait for the answer.
#pragma once
#include <netinet/in.h>

#include <string>

#include "core/fd.h"
#include "hello/resolve.h"

namespace tscompose::hello {

sockaddr_in socket_address(Server server);

// A connected socket that gives up sending and receiving after `timeout_ms`; invalid, with errno, when there is no connection.
Fd connect_to(Server server, int type, int timeout_ms);

bool send_all(int socket, std::string_view bytes);

// One DNS message there and back; empty when there was no answer within two seconds.
std::string exchange(Server server, std::string_view query, bool over_tcp);

}  // namespace tscompose::hello
