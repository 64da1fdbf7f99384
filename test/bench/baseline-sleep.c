/*
 * Plays a schedule as simply and exactly as the system allows: sleeps until each step is due, sends one datagram.
 *
 *   baseline-sleep PORT < offsets
 *
 * Offsets come as doubles, in ms from the start. Prints the start in ns of CLOCK_MONOTONIC, then how many ms late each
 * step was once it had been sent, one number a line. Asks for the same priority as a runner thread does.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>

#define MOST_STEPS 100000
#define LEAD_NS 50000000 /* from here to the start */

static double offsets[MOST_STEPS];
static double late[MOST_STEPS];

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000000000LL + now.tv_nsec;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  (void)setpriority(PRIO_PROCESS, 0, -20);
  size_t count = fread(offsets, sizeof(double), MOST_STEPS, stdin);
  int sender = socket(AF_INET, SOCK_DGRAM, 0);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(argv[1]))};
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const char packet[16] = "/step\0\0\0,i\0\0";

  int64_t start = now_ns() + LEAD_NS;
  for (size_t step = 0; step < count; step++) {
    int64_t due = start + (int64_t)(offsets[step] * 1e6);
    struct timespec at = {due / 1000000000LL, due % 1000000000LL};
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &at, NULL);
    if (sendto(sender, packet, sizeof packet, 0, (struct sockaddr *)&to, sizeof to) < 0) return 1;
    late[step] = (now_ns() - due) / 1e6;
  }

  printf("%lld\n", (long long)start);
  for (size_t step = 0; step < count; step++) printf("%.6f\n", late[step]);
  return 0;
}
