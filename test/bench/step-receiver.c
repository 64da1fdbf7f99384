/*
 * Receives datagrams on a free port of 127.0.0.1, and notes when the system had each and when this program had it.
 *
 *   step-receiver
 *
 * Prints the port. For each number read, answers `ready`, receives as many datagrams, and prints for each when the system
 * received it and when this program did, in ns of CLOCK_MONOTONIC, and the double that its last eight bytes are, one datagram
 * a line. Asks for no priority.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define MOST_STEPS 100000

static int64_t received[MOST_STEPS];
static int64_t had[MOST_STEPS];
static double last[MOST_STEPS];

static int64_t in_ns(struct timespec at) { return at.tv_sec * 1000000000LL + at.tv_nsec; }

static int64_t now_ns(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return in_ns(now);
}

/* The system stamps by the wall clock: its distance from the monotonic one, from the tightest of several readings. */
static int64_t wall_ahead_ns(void) {
  int64_t tightest = INT64_MAX, ahead = 0;
  for (int attempt = 0; attempt < 64; attempt++) {
    int64_t before = now_ns(CLOCK_MONOTONIC);
    int64_t wall = now_ns(CLOCK_REALTIME);
    int64_t after = now_ns(CLOCK_MONOTONIC);
    if (after - before < tightest) {
      tightest = after - before;
      ahead = wall - (before + after) / 2;
    }
  }
  return ahead;
}

static int receive(int receiver, int step, int64_t ahead) {
  char bytes[2048], control[256];
  struct iovec into = {bytes, sizeof bytes};
  struct msghdr message = {.msg_iov = &into, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t length = recvmsg(receiver, &message, 0);
  if (length < 0) return -1;
  had[step] = now_ns(CLOCK_MONOTONIC);
  uint64_t bits = 0;
  for (ssize_t at = length < 8 ? 0 : length - 8; at < length; at++) bits = bits << 8 | (uint8_t)bytes[at];
  memcpy(&last[step], &bits, sizeof bits);
  for (struct cmsghdr *part = CMSG_FIRSTHDR(&message); part != NULL; part = CMSG_NXTHDR(&message, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_TIMESTAMPNS) continue;
    struct timespec at;
    memcpy(&at, CMSG_DATA(part), sizeof at);
    received[step] = in_ns(at) - ahead;
  }
  return 0;
}

int main(void) {
  int receiver = socket(AF_INET, SOCK_DGRAM, 0);
  int on = 1;
  setsockopt(receiver, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  if (bind(receiver, (struct sockaddr *)&at, sizeof at) < 0) return 1;
  if (getsockname(receiver, (struct sockaddr *)&at, &length) < 0) return 1;
  printf("%d\n", ntohs(at.sin_port));
  fflush(stdout);

  int count;
  while (scanf("%d", &count) == 1 && count <= MOST_STEPS) {
    int64_t ahead = wall_ahead_ns();
    printf("ready\n");
    fflush(stdout);
    for (int step = 0; step < count; step++)
      if (receive(receiver, step, ahead) < 0) return 1;
    for (int step = 0; step < count; step++) 
      printf("%lld %lld %.17g\n", (long long)received[step], (long long)had[step], last[step]);
    fflush(stdout);
  }
  return 0;
}
